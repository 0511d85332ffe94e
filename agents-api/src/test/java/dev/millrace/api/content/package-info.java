@NullMarked
package dev.millrace.api.content;

import org.jspecify.annotations.NullMarked;
