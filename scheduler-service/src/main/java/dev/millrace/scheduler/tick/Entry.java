package dev.millrace.scheduler.tick;

import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row that is to be written to the ledger. */
record Entry(
    Schedule schedule,
    Instant dueAt,
    Instant lastDueAt,
    long slots,
    String decision,
    @Nullable String reason,
    @Nullable String key,
    @Nullable String fault) {

  static Entry of(Fire fire) {
    return new Entry(
        fire.schedule(), fire.dueAt(), fire.dueAt(), 1, "fired", null, fire.key(), fire.fault());
  }

  static Entry of(Schedule schedule, Decision.Defer defer) {
    String key = schedule.key(defer.dueAt()).toString();
    return new Entry(schedule, defer.dueAt(), defer.dueAt(), 1, "deferred", "overlap", key, null);
  }

  static Entry of(Schedule schedule, Decision.Skip skip) {
    return new Entry(
        schedule,
        skip.dueAt(),
        skip.lastDueAt(),
        skip.slots(),
        "skipped",
        skip.reason().wireName(),
        null,
        null);
  }

  /** The topic that a fired command goes to; null for what is none. */
  @Nullable String topic() {
    JobType type = schedule.definition().jobType();
    return decision.equals("fired") && type.way() == JobType.Way.COMMAND ? type.topic() : null;
  }
}
