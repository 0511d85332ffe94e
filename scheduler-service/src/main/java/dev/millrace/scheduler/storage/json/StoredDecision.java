package dev.millrace.scheduler.storage.json;

import static dev.millrace.scheduler.storage.json.Refusal.check;

import dev.millrace.scheduler.schedule.ExecutionKey;
import dev.millrace.scheduler.storage.NewDecision;
import dev.millrace.scheduler.storage.Views.RecordedDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the ledger as the files have it, by the rules of the schema's table. */
record StoredDecision(
    UUID scheduleId,
    Instant dueAt,
    Instant lastDueAt,
    long slots,
    String cause,
    String decision,
    @Nullable String reason,
    @Nullable String executionKey,
    String jobType,
    @Nullable UUID tickId,
    Instant decidedAt,
    @Nullable Instant firedAt,
    @Nullable Run run,
    @Nullable Sending sending) {
  static final String FIRED = "fired";
  static final String DEFERRED = "deferred";
  static final String SKIPPED = "skipped";

  private static final int MOST_DOUBLINGS = 6;

  StoredDecision {
    boolean isSkipped = decision.equals(SKIPPED);
    boolean isFired = decision.equals(FIRED);
    check(isSkipped || isFired || decision.equals(DEFERRED), "schedule_decisions_decision_check");
    check(List.of("time", "manual").contains(cause), "schedule_decisions_cause_check");
    check(
        (slots == 1 && lastDueAt.equals(dueAt))
            || (isSkipped && slots > 1 && lastDueAt.isAfter(dueAt)),
        "only_skipped_slots_are_a_run");
    check(isFired || reason != null, "what_did_not_fire_has_a_reason");
    check(isSkipped == (executionKey == null), "skipped_has_no_key");
    check(isFired == (firedAt != null), "fired_has_a_time");
    check(isFired == (run != null), "fired_has_a_run");
    check(sending == null || isFired, "only_fired_is_published");
    Bounds.text(executionKey, 128, "schedule_decisions_execution_key_check");
  }

  /** What became of a fire. */
  record Run(String state, Instant until, @Nullable Instant endedAt, @Nullable String error) {
    Run {
      check(
          List.of(FIRED, "finished", "failed", "expired").contains(state),
          "schedule_decisions_run_state_check");
      check((endedAt != null) == !state.equals(FIRED), "an_ended_run_has_a_time");
    }

    Run ended(String how, Instant now, @Nullable String why) {
      return new Run(how, until, now, why);
    }

    /** Whether nobody knows its end. */
    boolean goesOn() {
      return state.equals(FIRED);
    }
  }

  /** A command on its way. */
  record Sending(
      String topic,
      @Nullable Instant nextPublishAt,
      @Nullable Instant publishedAt,
      int publications) {}

  /** What is decided anew. */
  static StoredDecision of(
      NewDecision fresh, String cause, @Nullable UUID tick, Instant now, Duration rescueAfter) {
    StoredDecision undecided =
        new StoredDecision(
            fresh.schedule().id(),
            fresh.dueAt(),
            fresh.lastDueAt(),
            fresh.slots(),
            cause,
            fresh.decision().equals(FIRED) ? DEFERRED : fresh.decision(),
            fresh.decision().equals(FIRED) ? "overlap" : fresh.reason(),
            fresh.key(),
            fresh.schedule().definition().jobType().wireName(),
            tick,
            now,
            null,
            null,
            null);
    return fresh.decision().equals(FIRED)
        ? undecided.fired(fresh, tick, now, rescueAfter).because(fresh.reason())
        : undecided;
  }

  /** A slot that waited and fires; the form of its key may have been that of an older version. */
  StoredDecision fired(NewDecision fire, @Nullable UUID tick, Instant now, Duration rescueAfter) {
    Instant until = now.plus(fire.schedule().policies().maxRuntime());
    String fault = fire.fault();
    String topic = fire.topic();
    return new StoredDecision(
        scheduleId,
        dueAt,
        lastDueAt,
        slots,
        cause,
        FIRED,
        reason,
        fire.key(),
        jobType,
        tick,
        decidedAt,
        now,
        fault == null ? new Run(FIRED, until, null, null) : new Run("failed", until, now, fault),
        topic == null ? null : new Sending(topic, now.plus(rescueAfter), now, 0));
  }

  /** Its run has ended. */
  StoredDecision ended(String how, Instant now, @Nullable String error) {
    return run == null ? this : received().with(run.ended(how, now, error));
  }

  /** It is published now, and is to be again unless it has been received by then. */
  StoredDecision sentAgain(Instant now, Duration rescueAfter) {
    if (sending == null) {
      return this;
    }
    int doublings = Math.min(sending.publications, MOST_DOUBLINGS);
    Instant next = now.plus(rescueAfter.multipliedBy(1L << doublings));
    return with(new Sending(sending.topic, next, now, sending.publications + 1));
  }

  /** It was not published after all, and is to be at once. */
  StoredDecision unsent(Instant now) {
    return sending == null
        ? this
        : with(new Sending(sending.topic, now, null, Math.max(0, sending.publications - 1)));
  }

  /** It need not be published any more. */
  StoredDecision received() {
    return sending == null
        ? this
        : with(new Sending(sending.topic, null, sending.publishedAt, sending.publications));
  }

  /** Its key in the table, which for what fires is its execution key. */
  String key() {
    return new ExecutionKey(scheduleId, dueAt).toString();
  }

  /** When a run that goes on ends at the latest. */
  @Nullable Instant runUntil() {
    return run == null || !run.goesOn() ? null : run.until;
  }

  /** When it is to be published, if it is. */
  @Nullable Instant nextPublishAt() {
    return sending == null ? null : sending.nextPublishAt;
  }

  /** Whether it has been published once at most. */
  boolean isSentFirst() {
    return sending != null && sending.publications == 0;
  }

  /** Whether its slot waits or its run goes on. */
  boolean matters() {
    return decision.equals(DEFERRED) || runUntil() != null;
  }

  /** Since when it may be forgotten: not while it waits, runs or must be published. */
  @Nullable Instant forgettableSince() {
    return matters() || nextPublishAt() != null ? null : decidedAt;
  }

  RecordedDecision recorded() {
    return new RecordedDecision(
        scheduleId,
        dueAt,
        lastDueAt,
        slots,
        cause,
        decision,
        reason,
        executionKey,
        tickId,
        decidedAt,
        firedAt,
        run == null ? null : run.state,
        run == null ? null : run.until,
        run == null ? null : run.endedAt,
        run == null ? null : run.error,
        sending == null ? null : sending.publishedAt);
  }

  private StoredDecision because(@Nullable String why) {
    return new StoredDecision(
        scheduleId,
        dueAt,
        lastDueAt,
        slots,
        cause,
        decision,
        why,
        executionKey,
        jobType,
        tickId,
        decidedAt,
        firedAt,
        run,
        sending);
  }

  private StoredDecision with(Run changed) {
    return with(changed, sending);
  }

  private StoredDecision with(Sending changed) {
    return with(run, changed);
  }

  private StoredDecision with(@Nullable Run changed, @Nullable Sending changedSending) {
    return new StoredDecision(
        scheduleId,
        dueAt,
        lastDueAt,
        slots,
        cause,
        decision,
        reason,
        executionKey,
        jobType,
        tickId,
        decidedAt,
        firedAt,
        changed,
        changedSending);
  }
}
