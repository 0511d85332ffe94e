package dev.millrace.scheduler.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.lease.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row that a claim has taken.
 *
 * @param dueAt the slot
 * @param attempt which one this is, from 1
 * @param isTakenOver whether the lease of an earlier holder had ended
 * @param fault why it has ended instead of being run; null when it is to be run
 */
public record Claimed(
    Lease lease,
    String key,
    UUID scheduleId,
    String organizationId,
    String jobType,
    Instant dueAt,
    ObjectNode payload,
    int attempt,
    int maxAttempts,
    Duration backoff,
    boolean isTakenOver,
    @Nullable String fault) {
  public boolean isToRun() {
    return fault == null;
  }

  public boolean isLastAttempt() {
    return attempt >= maxAttempts;
  }
}
