package dev.millrace.scheduler.storage.json;

import static dev.millrace.scheduler.storage.json.Refusal.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.scheduler.execution.NewExecution;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job that runs in this service, as the files have it, by the rules of the schema's table. */
record StoredExecution(
    UUID id,
    String executionKey,
    UUID scheduleId,
    String organizationId,
    String jobType,
    ObjectNode payload,
    Instant dueAt,
    String state,
    int attempts,
    int maxAttempts,
    long backoffSeconds,
    @Nullable Instant nextAttemptAt,
    @Nullable Lease lease,
    @Nullable String error,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {
  static final String WAITING = "waiting";
  static final String RUNNING = "running";

  StoredExecution {
    boolean isEnded = state.equals("finished") || state.equals("failed");
    check(
        isEnded || state.equals(WAITING) || state.equals(RUNNING),
        "schedule_executions_state_check");
    check(state.equals(WAITING) == (nextAttemptAt != null), "waiting_has_a_next_attempt");
    check(state.equals(RUNNING) == (lease != null), "running_holds_a_lease");
    check(isEnded == (endedAt != null), "an_ended_execution_has_a_time");
    check(!state.equals("failed") || error != null, "a_failed_execution_has_an_error");
  }

  /** Who runs it, and until when at the latest. */
  record Lease(UUID token, String owner, Instant until) {}

  static StoredExecution of(NewExecution fresh, Instant now) {
    return new StoredExecution(
        ContentRequestRepository.newId(),
        fresh.key(),
        fresh.scheduleId(),
        fresh.organizationId(),
        fresh.jobType(),
        fresh.payload().deepCopy(),
        fresh.dueAt(),
        WAITING,
        0,
        fresh.maxAttempts(),
        fresh.backoff().toSeconds(),
        now,
        null,
        null,
        now,
        null,
        null);
  }

  /** Free to be run, by whoever comes first. */
  StoredExecution released(Instant now) {
    return new StoredExecution(
        id,
        executionKey,
        scheduleId,
        organizationId,
        jobType,
        payload,
        dueAt,
        WAITING,
        attempts,
        maxAttempts,
        backoffSeconds,
        now,
        null,
        error,
        createdAt,
        startedAt,
        endedAt);
  }

  /** The schedule whose run this is, while it runs. */
  @Nullable String runningOf() {
    return lease == null ? null : scheduleId.toString();
  }

  /** Until when it is leased. */
  @Nullable Instant leaseUntil() {
    return lease == null ? null : lease.until;
  }
}
