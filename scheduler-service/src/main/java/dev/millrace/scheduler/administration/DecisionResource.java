package dev.millrace.scheduler.administration;

import dev.millrace.scheduler.storage.Views;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the ledger as callers see it. */
@Introspected
@Schema(
    name = "Decision",
    description =
        "What was decided about a slot, or about a run of slots that were skipped for one reason.")
record DecisionResource(
    UUID scheduleId,
    @Schema(description = "The slot, or the first of the run.") Instant dueAt,
    @Schema(description = "The last slot of the run; the first where there is but one.")
        Instant lastDueAt,
    @Schema(description = "How many there are.") long slots,
    @Schema(
            description = "time, or a call that fired it by hand.",
            type = "string",
            allowableValues = {"time", "manual"})
        String cause,
    @Schema(
            type = "string",
            allowableValues = {"fired", "skipped", "deferred"})
        String decision,
    @Schema(
            description = "Why it did not fire when it was due.",
            type = "string",
            allowableValues = {"misfire", "too_late", "overlap", "paused", "changed"})
        @Nullable String reason,
    @Schema(description = "Names the run, wherever it goes; the same for one slot always.")
        @Nullable String executionKey,
    @Schema(description = "The tick that decided, as in its answer and its log.")
        @Nullable UUID tickId,
    Instant decidedAt,
    @Nullable Instant firedAt,
    @Schema(
            description = "What became of the run.",
            type = "string",
            allowableValues = {"fired", "finished", "failed", "expired"})
        @Nullable String runState,
    @Schema(description = "When the run expires.") @Nullable Instant runUntil,
    @Nullable Instant endedAt,
    @Schema(description = "Why the run failed.") @Nullable String error,
    @Schema(description = "When the command was last published; absent for what is none.")
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
