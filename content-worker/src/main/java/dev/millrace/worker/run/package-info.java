/** Agent runs: steps, each a checkpoint, until their task is gathered. */
@NullMarked
package dev.millrace.worker.run;

import org.jspecify.annotations.NullMarked;
