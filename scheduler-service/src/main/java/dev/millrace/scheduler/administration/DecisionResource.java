package dev.millrace.scheduler.administration;

import dev.millrace.scheduler.storage.Views;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the ledger as callers see it. */
@Introspected
record DecisionResource(
    UUID scheduleId,
    Instant dueAt,
    Instant lastDueAt,
    long slots,
    String cause,
    String decision,
    @Nullable String reason,
    @Nullable String executionKey,
    @Nullable UUID tickId,
    Instant decidedAt,
    @Nullable Instant firedAt,
    @Nullable String runState,
    @Nullable Instant runUntil,
    @Nullable Instant endedAt,
    @Nullable String error,
    @Nullable Instant publishedAt) {

  static DecisionResource of(Views.RecordedDecision decision) {
    return new DecisionResource(
        decision.scheduleId(),
        decision.dueAt(),
        decision.lastDueAt(),
        decision.slots(),
        decision.cause(),
        decision.decision(),
        decision.reason(),
        decision.executionKey(),
        decision.tickId(),
        decision.decidedAt(),
        decision.firedAt(),
        decision.runState(),
        decision.runUntil(),
        decision.endedAt(),
        decision.error(),
        decision.publishedAt());
  }
}
