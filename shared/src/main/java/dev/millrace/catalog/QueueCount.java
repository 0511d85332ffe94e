package dev.millrace.catalog;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** How many jobs of a kind the queue holds, and since when it has held the oldest. */
@Introspected
public record QueueCount(JobType type, JobMode mode, JobStatus status, long jobs, Instant oldest) {}
