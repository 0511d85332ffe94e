package dev.millrace.worker.callback;

import java.time.Duration;

/**
 * An outcome on its way to the row.
 *
 * @param took how long the attempt was
 */
record Settlement(Due due, Outcome outcome, Duration took) {}
