/** Dead letters: what failed for good, grouped by cause, and put back when the cause is gone. */
@NullMarked
package dev.millrace.api.deadletter;

import org.jspecify.annotations.NullMarked;
