/** Publishing of commands. */
@NullMarked
package dev.millrace.scheduler.forward;

import org.jspecify.annotations.NullMarked;
