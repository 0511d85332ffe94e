/** Starts a worker when there is work and no worker lives. */
@NullMarked
package dev.millrace.scheduler.waking;

import org.jspecify.annotations.NullMarked;
