/** Who may call for a tick. */
@NullMarked
package dev.millrace.scheduler.caller;

import org.jspecify.annotations.NullMarked;
