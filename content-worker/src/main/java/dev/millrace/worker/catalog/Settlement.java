package dev.millrace.worker.catalog;

import java.time.Duration;
import java.util.UUID;

/**
 * An outcome on its way to the row.
 *
 * @param run the run of the worker that it belongs to
 * @param took how long the work took
 */
record Settlement(ClaimedJob job, JobOutcome outcome, UUID run, Duration took) {}
