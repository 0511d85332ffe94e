package dev.millrace.scheduler.storage;

import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that is to be written to the ledger.
 *
 * @param lastDueAt the last slot of a run that is skipped; else the slot
 * @param key the execution key; null for what is skipped
 * @param fault why it cannot be fired after all; null when it can
 */
public record NewDecision(
    Schedule schedule,
    Instant dueAt,
    Instant lastDueAt,
    long slots,
    String decision,
    @Nullable String reason,
    @Nullable String key,
    @Nullable String fault) {

  /** A slot fires, or turns out not to be able to. */
  public static NewDecision fired(Schedule schedule, Instant dueAt, @Nullable String fault) {
    return fired(schedule, dueAt, schedule.key(dueAt).toString(), fault);
  }

  /** As {@link #fired(Schedule, Instant, String)}, where the slot's key is known already. */
  public static NewDecision fired(
      Schedule schedule, Instant dueAt, String key, @Nullable String fault) {
    return new NewDecision(schedule, dueAt, dueAt, 1, "fired", null, key, fault);
  }

  /** A slot waits. */
  public static NewDecision of(Schedule schedule, Decision.Defer defer) {
    String key = schedule.key(defer.dueAt()).toString();
    return new NewDecision(
        schedule, defer.dueAt(), defer.dueAt(), 1, "deferred", "overlap", key, null);
  }

  /** Slots are skipped. */
  public static NewDecision of(Schedule schedule, Decision.Skip skip) {
    return new NewDecision(
        schedule,
        skip.dueAt(),
        skip.lastDueAt(),
        skip.slots(),
        "skipped",
        skip.reason().wireName(),
        null,
        null);
  }

  /**
   * The topic that a fired command goes to; null for what is none, or cannot be fired after all.
   */
  public @Nullable String topic() {
    JobType type = schedule.definition().jobType();
    boolean isFired = decision.equals("fired") && fault == null;
    return isFired && type.way() == JobType.Way.COMMAND ? type.topic() : null;
  }
}
