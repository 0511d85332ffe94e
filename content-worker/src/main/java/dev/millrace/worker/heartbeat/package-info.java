/** Signs of life, by which the sweep knows what was lost. */
@NullMarked
package dev.millrace.worker.heartbeat;

import org.jspecify.annotations.NullMarked;
