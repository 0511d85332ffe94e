/** How long what has ended is kept. */
@NullMarked
package dev.millrace.retention;

import org.jspecify.annotations.NullMarked;
