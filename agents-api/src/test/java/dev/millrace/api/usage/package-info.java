@NullMarked
package dev.millrace.api.usage;

import org.jspecify.annotations.NullMarked;
