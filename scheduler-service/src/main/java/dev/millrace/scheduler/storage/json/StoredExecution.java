package dev.millrace.scheduler.storage.json;

import static dev.millrace.scheduler.storage.json.Refusal.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.NewExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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
  static final String FINISHED = "finished";
  static final String FAILED = "failed";

  StoredExecution {
    boolean isEnded = state.equals(FINISHED) || state.equals(FAILED);
    check(
        isEnded || state.equals(WAITING) || state.equals(RUNNING),
        "schedule_executions_state_check");
    check(state.equals(WAITING) == (nextAttemptAt != null), "waiting_has_a_next_attempt");
    check(state.equals(RUNNING) == (lease != null), "running_holds_a_lease");
    check(isEnded == (endedAt != null), "an_ended_execution_has_a_time");
    check(!state.equals(FAILED) || error != null, "a_failed_execution_has_an_error");
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

  /** Somebody runs it: one more attempt. */
  StoredExecution taken(String owner, Instant until, Instant now) {
    Instant first = startedAt == null ? now : startedAt;
    Lease fresh = new Lease(UUID.randomUUID(), owner, until);
    return with(RUNNING, attempts + 1, null, fresh, error, first, null);
  }

  /** Whoever runs it still does. */
  StoredExecution renewed(Instant until) {
    Lease held = held();
    return with(
        RUNNING, attempts, null, new Lease(held.token, held.owner, until), error, startedAt, null);
  }

  /** An attempt failed, and another follows. */
  StoredExecution waiting(Instant next, String why) {
    return with(WAITING, attempts, next, null, why, startedAt, null);
  }

  /** Free to be run by whoever comes first; the attempt does not count. */
  StoredExecution givenBack(Instant now) {
    return with(WAITING, Math.max(0, attempts - 1), now, null, error, startedAt, null);
  }

  StoredExecution finished(Instant now) {
    return with(FINISHED, attempts, null, null, null, startedAt, now);
  }

  StoredExecution failed(Instant now, String why) {
    return with(FAILED, attempts, null, null, why, startedAt, now);
  }

  /**
   * What a claim answers.
   *
   * @param before the row before the claim
   */
  Claimed claimed(dev.millrace.lease.Lease right, StoredExecution before, @Nullable String fault) {
    return new Claimed(
        right,
        executionKey,
        scheduleId,
        organizationId,
        jobType,
        dueAt,
        payload.deepCopy(),
        attempts,
        maxAttempts,
        Duration.ofSeconds(backoffSeconds),
        before.lease != null,
        fault);
  }

  /** The right to run it, of whoever has it. */
  dev.millrace.lease.Lease heldLease() {
    return new dev.millrace.lease.Lease(id, held().token);
  }

  /** When its attempt became due, or its lease ended; of what has not ended. */
  Instant claimableSince() {
    return nextAttemptAt == null ? held().until : nextAttemptAt;
  }

  boolean hasEnded() {
    return endedAt != null;
  }

  /** The schedule whose run this is, while it runs. */
  @Nullable String runningOf() {
    return lease == null ? null : scheduleId.toString();
  }

  /** Until when it is leased. */
  @Nullable Instant leaseUntil() {
    return lease == null ? null : lease.until;
  }

  private Lease held() {
    return Objects.requireNonNull(lease);
  }

  private StoredExecution with(
      String changed,
      int tried,
      @Nullable Instant next,
      @Nullable Lease leased,
      @Nullable String why,
      @Nullable Instant started,
      @Nullable Instant ended) {
    return new StoredExecution(
        id,
        executionKey,
        scheduleId,
        organizationId,
        jobType,
        payload,
        dueAt,
        changed,
        tried,
        maxAttempts,
        backoffSeconds,
        next,
        leased,
        why,
        createdAt,
        started,
        ended);
  }
}
