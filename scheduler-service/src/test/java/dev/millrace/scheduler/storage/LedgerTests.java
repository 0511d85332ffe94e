package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.Views.RecordedDecision;
import dev.millrace.scheduler.testing.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every storage promises of the ledger, and of what is fired. */
abstract class LedgerTests extends DueTests {
  @Test
  void aSlotIsDecidedAboutOnce() {
    Schedule schedule = keepDue();
    Instant next = later.plus(Duration.ofHours(1));

    assertThat(decide(fire(schedule, minute), skip(schedule, later, next, 2)))
        .containsExactly(schedule.key(minute).toString());
    assertThat(decide(fire(schedule, minute), fire(schedule, later))).isEmpty();

    List<RecordedDecision> ledger = decisions(schedule);
    assertThat(ledger).extracting(RecordedDecision::decision).containsExactly("skipped", "fired");
    assertThat(ledger.getFirst().slots()).isEqualTo(2);
    assertThat(ledger.getFirst().executionKey()).isNull();
    assertThat(ledger.getLast().runState()).isEqualTo("fired");
    assertThat(ledger.getLast().runUntil()).isAfter(ledger.getLast().firedAt());
  }

  @Test
  void aFireThatCannotBeIsAFailedRun() {
    Schedule schedule = keepDue();

    decide(NewDecision.fired(schedule, minute, "no topic"));

    RecordedDecision decision = decisions(schedule).getFirst();
    assertThat(decision.runState()).isEqualTo("failed");
    assertThat(decision.error()).isEqualTo("no topic");
    assertThat(decision.endedAt()).isNotNull();
  }

  @Test
  void oneSlotOfAScheduleWaitsAndFiresOnce() {
    Schedule schedule = keepDue();
    String key = schedule.key(minute).toString();

    assertThat(decide(defer(schedule, minute))).containsExactly(key);
    assertThat(decide(defer(schedule, minute))).isEmpty();
    assertRefused(unit -> unit.ledger().insert(null, "time", List.of(defer(schedule, later))));
    assertThat(runs(schedule)).isEqualTo(new Runs(false, minute));

    assertThat(fireDeferred(schedule)).containsExactly(key);
    assertThat(fireDeferred(schedule)).isEmpty();
    assertThat(runs(schedule)).isEqualTo(new Runs(true, null));
    assertThat(decisions(schedule).getFirst().reason()).isEqualTo("overlap");

    assertThat(decide(defer(schedule, later))).containsExactly(schedule.key(later).toString());
    assertThat(runs(schedule)).isEqualTo(new Runs(true, later));
  }

  @Test
  void aRunEndsWithItsContentRequestEvenIfNobodyReportsIt() {
    Schedule schedule = keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST).dueAt(minute));
    change(
        unit -> {
          unit.ledger().insert(null, "time", List.of(fire(schedule, minute)));
          unit.request(List.of(intake(schedule, minute)));
        });
    assertThat(runs(schedule).isRunning()).isTrue();

    complete();

    assertThat(runs(schedule)).isEqualTo(Runs.NONE);
    assertThat(decisions(schedule).getFirst().runState()).isEqualTo("finished");
  }

  @Test
  void whatDoesNotReportItsEndInTimeHasExpired() {
    Schedule schedule =
        keep(Schedules.hourly(minute).withMaxRuntime(Duration.ofSeconds(1)).dueAt(minute));
    decide(fire(schedule, minute));

    await().until(() -> write(unit -> unit.due().take(10)).found().hasOverdueRuns());
    assertThat(write((Transaction unit) -> unit.ledger().expire(10))).isOne();

    assertThat(write((Transaction unit) -> unit.ledger().expire(10))).isZero();
    assertThat(decisions(schedule).getFirst().runState()).isEqualTo("expired");
    assertThat(write((Transaction unit) -> unit.due().take(10)).found().hasOverdueRuns()).isFalse();
  }

  @Test
  void theYoungestRunOfSomeTypesIsFoundWhileItLasts() {
    Schedule review = keep(Schedules.hourly(minute).with(JobType.CATALOG_REVIEW).dueAt(minute));
    Schedule other = keep(Schedules.hourly(minute).with(JobType.HTTP).dueAt(minute));
    Schedule brief =
        keep(
            Schedules.hourly(minute)
                .with(JobType.CATALOG_WORKER)
                .withMaxRuntime(Duration.ofSeconds(1))
                .dueAt(minute));
    assertThat(write((Transaction unit) -> unit.due().take(10)).found().hasRuns()).isFalse();

    decide(fire(review, minute), fire(other, minute), fire(brief, minute));

    assertThat(write((Transaction unit) -> unit.due().take(10)).found().hasRuns()).isTrue();
    assertThat(ageOfYoungest(JobType.CATALOG_REVIEW))
        .hasValueSatisfying(
            age -> assertThat(age).isBetween(Duration.ZERO, Duration.ofMinutes(10)));
    assertThat(ageOfYoungest(JobType.CATALOG_CLEANUP)).isEmpty();
    await("the end of its time").until(() -> ageOfYoungest(JobType.CATALOG_WORKER).isEmpty());
  }

  private Optional<Duration> ageOfYoungest(JobType type) {
    return write(unit -> unit.ledger().ageOfYoungestRun(List.of(type)));
  }

  @Test
  void aContentRequestIsMadeOnceForAKey() {
    Schedule schedule = keepDue();

    change(unit -> unit.request(List.of(intake(schedule, minute))));
    change(unit -> unit.request(List.of(intake(schedule, minute), intake(schedule, later))));

    assertThat(
            database.list(
                "SELECT correlation_id FROM content_requests ORDER BY 1", row -> row.getString(1)))
        .containsExactly(schedule.key(minute).toString(), schedule.key(later).toString());
    assertThat(
            database.text(
                "SELECT DISTINCT topic || interests::text || metadata::text FROM content_requests"))
        .isEqualTo("Tides{boats}{\"share\": 0.25}");
  }

  @Test
  void aCommandCountsAsPublishedUntilItIsSaidNotToBe() {
    Schedule schedule = keepDue();
    String key = schedule.key(minute).toString();
    decide(fire(schedule, minute));

    assertThat(decisions(schedule).getFirst().publishedAt()).isNotNull();
    assertThat(takeCommands().looked()).isZero();
    assertThat(write((Transaction unit) -> unit.outbox().markUnpublished(List.of(key)))).isOne();
    assertThat(decisions(schedule).getFirst().publishedAt()).isNull();
    assertThat(isPublicationDue()).isTrue();

    List<Outbox.Due> taken = takeCommands().due();
    assertThat(taken).extracting(Outbox.Due::topic).containsExactly("scheduler-ticks");
    assertThat(taken.getFirst().command().executionKey()).isEqualTo(key);
    assertThat(taken.getFirst().command().payload()).isEqualTo(schedule.definition().payload());
    assertThat(decisions(schedule).getFirst().publishedAt()).isNotNull();
    assertThat(isPublicationDue()).isFalse();
    assertThat(takeCommands().looked()).isZero();
  }

  @Test
  void aCommandThatHasArrivedIsNotPublishedAnew() {
    Schedule schedule = keepDue();
    String key = schedule.key(minute).toString();
    decide(fire(schedule, minute));
    change(unit -> unit.outbox().markUnpublished(List.of(key)));
    receive(key);

    assertThat(takeCommands()).isEqualTo(new Outbox.Taken(1, List.of()));
    assertThat(isPublicationDue()).isFalse();
    assertThat(write((Transaction unit) -> unit.outbox().markUnpublished(List.of(key)))).isZero();
  }

  @Test
  void aCommandWhoseRunHasEndedIsNotPublishedAnew() {
    Schedule schedule =
        keep(Schedules.hourly(minute).withMaxRuntime(Duration.ofSeconds(1)).dueAt(minute));
    decide(fire(schedule, minute));
    await().until(() -> write((Transaction unit) -> unit.ledger().expire(10)) == 1);

    String key = schedule.key(minute).toString();
    assertThat(write((Transaction unit) -> unit.outbox().markUnpublished(List.of(key)))).isZero();
    assertThat(takeCommands().looked()).isZero();
  }

  @Test
  void whatCannotBeFiredIsNotPublished() {
    Schedule schedule = keepDue();
    decide(NewDecision.fired(schedule, minute, "fault"));

    String key = schedule.key(minute).toString();
    assertThat(decisions(schedule).getFirst().publishedAt()).isNull();
    assertThat(write((Transaction unit) -> unit.outbox().markUnpublished(List.of(key)))).isZero();
  }

  @Test
  void aLedgerIsReadFromItsNewestSlotAndByItsOrganization() {
    Schedule schedule = keepDue();
    Instant second = minute.plusSeconds(1);
    Instant third = minute.plusSeconds(2);
    decide(fire(schedule, minute), skip(schedule, second, second, 1), fire(schedule, third));

    assertThat(slots(schedule, null, null, 2)).containsExactly(third, second);
    assertThat(slots(schedule, second, null, 2)).containsExactly(minute);
    assertThat(slots(schedule, null, "skipped", 2)).containsExactly(second);
    assertThat(
            read(
                (Transaction unit) ->
                    unit.views().decisions("another", schedule.id(), null, null, 10)))
        .isEmpty();
  }

  @Test
  void whatIsOldIsForgottenButNotWhatWaitsOrRunsOrMustBePublished() {
    Schedule ended = keepDue();
    Schedule open = keepDue();
    decide(
        skip(ended, minute, minute, 1),
        NewDecision.fired(ended, later, "fault"),
        fire(open, minute),
        defer(open, later));
    change(unit -> unit.register().delete(ORGANIZATION, ended.id()));

    assertThat(write((Transaction unit) -> unit.prune(Duration.ofHours(1), 10))).isZero();
    assertThat(write((Transaction unit) -> unit.prune(Duration.ZERO, 10))).isEqualTo(2);
    assertThat(decisions(open)).hasSize(2);
    assertThat(write((Transaction unit) -> unit.prune(Duration.ZERO, 10))).isZero();
    // It is gone, or its id would be taken.
    keep(ended);
  }

  private boolean isPublicationDue() {
    return write((Transaction unit) -> unit.due().take(10)).found().hasUnpublished();
  }
}
