/** Many callers, one statement. */
@NullMarked
package dev.millrace.batch;

import org.jspecify.annotations.NullMarked;
