@NullMarked
package dev.millrace.api.docs;

import org.jspecify.annotations.NullMarked;
