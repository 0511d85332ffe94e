package dev.millrace.scheduler.storage.json;

import static dev.millrace.scheduler.storage.json.Refusal.check;
import static dev.millrace.scheduler.storage.json.StoredDecision.DEFERRED;
import static dev.millrace.scheduler.storage.json.StoredDecision.FIRED;
import static dev.millrace.scheduler.storage.json.StoredDecision.SKIPPED;

import dev.millrace.scheduler.schedule.ExecutionKey;
import dev.millrace.scheduler.storage.Comparison;
import dev.millrace.scheduler.storage.NewDecision;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the shadow path would have done, by the rules of the schema's table. */
record StoredShadow(
    UUID scheduleId,
    Instant dueAt,
    Instant lastDueAt,
    long slots,
    String decision,
    @Nullable String reason,
    @Nullable String executionKey,
    @Nullable UUID tickId,
    Instant decidedAt) {
  StoredShadow {
    boolean isSkipped = decision.equals(SKIPPED);
    check(slots >= 1, "shadow_decisions_slots_check");
    check(List.of(FIRED, SKIPPED, DEFERRED).contains(decision), "shadow_decisions_decision_check");
    check(decision.equals(FIRED) || reason != null, "a_shadow_that_did_not_fire_has_a_reason");
    check(
        (lastDueAt.equals(dueAt) && slots == 1) || (isSkipped && lastDueAt.isAfter(dueAt)),
        "only_skipped_shadows_are_a_run");
    check(isSkipped == (executionKey == null), "a_skipped_shadow_has_no_key");
  }

  static StoredShadow of(NewDecision fresh, UUID tick, Instant now) {
    return new StoredShadow(
        fresh.schedule().id(),
        fresh.dueAt(),
        fresh.lastDueAt(),
        fresh.slots(),
        fresh.decision(),
        fresh.reason(),
        fresh.key(),
        tick,
        now);
  }

  /** What an owner's change has left between two places of a cursor. */
  static StoredShadow gap(
      UUID schedule, Instant from, Instant until, String reason, UUID tick, Instant now) {
    return new StoredShadow(schedule, from, until, 1, SKIPPED, reason, null, tick, now);
  }

  /** It no longer waits. */
  StoredShadow fired(UUID tick) {
    return new StoredShadow(
        scheduleId, dueAt, lastDueAt, slots, FIRED, reason, executionKey, tick, decidedAt);
  }

  boolean waits() {
    return decision.equals(DEFERRED);
  }

  Comparison.Side side() {
    return new Comparison.Side(decision, reason, decidedAt, tickId);
  }

  String key() {
    return new ExecutionKey(scheduleId, dueAt).toString();
  }
}
