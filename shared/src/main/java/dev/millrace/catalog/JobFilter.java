package dev.millrace.catalog;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are listed; null does not filter.
 *
 * @param isArchived whether the archive is listed, and not the queue
 */
public record JobFilter(
    @Nullable JobStatus status,
    @Nullable JobType type,
    @Nullable JobMode mode,
    @Nullable UUID exerciseId,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore,
    boolean isArchived) {
  /** All jobs of the queue. */
  public static final JobFilter ALL = new JobFilter(null, null, null, null, null, null, false);
}
