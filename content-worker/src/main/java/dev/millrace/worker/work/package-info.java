/** Work on a claimed request: its outcomes, and how they are written. */
@NullMarked
package dev.millrace.worker.work;

import org.jspecify.annotations.NullMarked;
