package dev.millrace.scheduler.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code schedules}. */
public record Schedule(
    UUID id, String organizationId, Definition definition, State state, Times times) {
  /** What its owner says of it. */
  public record Definition(
      String name,
      @Nullable String dedupeKey,
      JobType jobType,
      ObjectNode payload,
      Trigger trigger,
      Policies policies) {}

  /**
   * Where it stands.
   *
   * @param nextDueAt the oldest slot that nothing has been decided about; null when none is left
   * @param nextFireAt when a tick must look at it: the slot with its jitter, or sooner while
   *     another slot waits; null unless it is active
   */
  public record State(
      ScheduleStatus status,
      @Nullable Instant nextDueAt,
      @Nullable Instant nextFireAt,
      @Nullable Instant lastFiredAt,
      int version) {}

  /** When what happened to it. */
  public record Times(Instant createdAt, Instant updatedAt, @Nullable Instant pausedAt) {}

  /** What makes its slots. */
  public Trigger trigger() {
    return definition.trigger();
  }

  /** How it fires. */
  public Policies policies() {
    return definition.policies();
  }

  /** The name of a slot's fire. */
  public ExecutionKey key(Instant dueAt) {
    return new ExecutionKey(id, dueAt);
  }

  /** When a slot fires. */
  public Instant fireTime(Instant dueAt) {
    Duration jitter = policies().jitter();
    return jitter.isZero() ? dueAt : dueAt.plus(key(dueAt).jitter(jitter));
  }

  /** The oldest slot that nothing has been decided about. */
  public Optional<Instant> nextDue() {
    return Optional.ofNullable(state.nextDueAt());
  }
}
