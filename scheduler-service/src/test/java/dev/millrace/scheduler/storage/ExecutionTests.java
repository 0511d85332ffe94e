package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.lease.Lease;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.DueSchedules.Found;
import dev.millrace.scheduler.testing.Schedules;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every storage promises of the jobs that run in this service. */
abstract class ExecutionTests extends LedgerTests {
  private static final Duration LEASE = Duration.ofMinutes(5);

  @Test
  void aLeaseIsShownAndTakenAway() {
    Schedule schedule = keep(Schedules.hourly(minute).with(JobType.HTTP).dueAt(minute));
    String key = schedule.key(minute).toString();
    change(
        unit -> {
          unit.ledger().insert(null, "time", List.of(fire(schedule, minute)));
          unit.executions().insert(List.of(execution(schedule, minute)));
        });
    assertRefused(unit -> unit.executions().insert(List.of(execution(schedule, minute))));
    assertThat(write((Transaction unit) -> unit.executions().release(ORGANIZATION, schedule.id())))
        .isEmpty();

    lease(key, later);

    assertThat(view(schedule).lease()).isEqualTo(new Views.RunLease(key, "somebody", later, 1));
    assertThat(write((Transaction unit) -> unit.executions().release("another", schedule.id())))
        .isEmpty();
    assertThat(write((Transaction unit) -> unit.executions().release(ORGANIZATION, schedule.id())))
        .containsExactly(key);
    assertThat(view(schedule).lease()).isNull();
  }

  @Test
  void aJobIsClaimedByOneHolderAtATime() {
    Schedule schedule = keepJob();
    assertThat(found().hasDueExecutions()).isTrue();

    Claimed held = claim(LEASE);

    assertThat(held.key()).isEqualTo(schedule.key(minute).toString());
    assertThat(held.scheduleId()).isEqualTo(schedule.id());
    assertThat(held.organizationId()).isEqualTo(ORGANIZATION);
    assertThat(held.dueAt()).isEqualTo(minute);
    assertThat(held.payload()).isEqualTo(execution(schedule, minute).payload());
    assertThat(held.attempt()).isOne();
    assertThat(held.maxAttempts()).isEqualTo(3);
    assertThat(held.backoff()).isEqualTo(Duration.ofSeconds(10));
    assertThat(held.isToRun()).isTrue();
    assertThat(held.isTakenOver()).isFalse();
    assertThat(claims(LEASE, 10)).isEmpty();
    assertThat(found().hasDueExecutions()).isFalse();
  }

  @Test
  void theLongestDueIsClaimedFirstAndNoMoreThanAskedFor() {
    Schedule first = keepJob();
    Schedule second = keepJob();

    assertThat(claims(LEASE, 1)).extracting(Claimed::scheduleId).containsExactly(first.id());
    assertThat(claims(LEASE, 10)).extracting(Claimed::scheduleId).containsExactly(second.id());
  }

  @Test
  void whatAHolderHasLeftIsTakenOverAndItsOutcomeIsNotWritten() {
    Schedule schedule = keepJob();
    Claimed lost = claim(Duration.ZERO);
    assertThat(found().hasDueExecutions()).isTrue();

    Claimed next = claim(LEASE);

    assertThat(next.isTakenOver()).isTrue();
    assertThat(next.attempt()).isEqualTo(2);
    assertThat(next.lease().id()).isEqualTo(lost.lease().id());
    assertThat(renew(lost.lease())).isEmpty();
    assertThat(settle(lost, new Outcome.Failed("late"))).isFalse();
    assertThat(runState(schedule)).isEqualTo("fired");
    assertThat(settle(next, new Outcome.Finished())).isTrue();
    assertThat(runState(schedule)).isEqualTo("finished");
    assertThat(claims(LEASE, 10)).isEmpty();
  }

  @Test
  void aRenewedLeaseLastsFromNowOn() {
    Schedule schedule = keepJob();
    Claimed held = claim(Duration.ZERO);

    assertThat(renew(held.lease(), new Lease(held.lease().id(), UUID.randomUUID())))
        .containsExactly(held.lease().id());

    assertThat(claims(LEASE, 10)).isEmpty();
    Views.RunLease shown = Objects.requireNonNull(view(schedule).lease());
    assertThat(shown.until()).isAfter(minute.plus(LEASE));
    assertThat(shown.owner()).isEqualTo("somebody");
  }

  @Test
  void anAttemptThatFailedIsFollowedByAnotherAfterItsPause() {
    Schedule schedule = keepJob();

    assertThat(settle(claim(LEASE), new Outcome.Again("busy", Duration.ZERO))).isTrue();
    Claimed second = claim(LEASE);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.isTakenOver()).isFalse();
    assertThat(settle(second, new Outcome.Again("busy", Duration.ofHours(1)))).isTrue();

    assertThat(claims(LEASE, 10)).isEmpty();
    assertThat(found().hasDueExecutions()).isFalse();
    assertThat(view(schedule).lease()).isNull();
    assertThat(runState(schedule)).isEqualTo("fired");
  }

  @Test
  void aJobThatFailsForGoodIsAFailedRun() {
    Schedule schedule = keepJob();

    assertThat(settle(claim(LEASE), new Outcome.Failed("Answered 404."))).isTrue();

    assertThat(runState(schedule)).isEqualTo("failed");
    assertThat(decisions(schedule).getFirst().error()).isEqualTo("Answered 404.");
    assertThat(claims(LEASE, 10)).isEmpty();
  }

  @Test
  void whatAHolderGivesBackOrHasTakenAwayIsRunAnewAtNoCost() {
    Schedule schedule = keepJob();

    assertThat(settle(claim(LEASE), new Outcome.Released())).isTrue();
    Claimed second = claim(LEASE);
    assertThat(second.attempt()).isOne();
    change(unit -> unit.executions().release(ORGANIZATION, schedule.id()));

    assertThat(settle(second, new Outcome.Finished())).isFalse();
    assertThat(claim(LEASE).attempt()).isOne();
  }

  @Test
  void nobodyFollowsAHolderThatWasLostInTheLastAttempt() {
    Schedule schedule = keepJob();
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(claim(Duration.ZERO).attempt()).isEqualTo(attempt);
    }

    Claimed ended = claim(LEASE);

    assertThat(ended.isToRun()).isFalse();
    assertThat(ended.fault()).startsWith("The service that ran its last attempt was lost");
    assertThat(runState(schedule)).isEqualTo("failed");
    assertThat(decisions(schedule).getFirst().error()).isEqualTo(ended.fault());
    assertThat(claims(LEASE, 10)).isEmpty();
  }

  @Test
  void whatTakesTooLongExpiresWithItsRunAndItsOutcomeIsNotWritten() {
    Schedule schedule = keepJob(Schedules.hourly(minute).withMaxRuntime(Duration.ofSeconds(1)));
    Claimed held = claim(LEASE);

    await().until(() -> found().hasOverdueRuns());
    assertThat(write((Transaction unit) -> unit.ledger().expire(10))).isZero();
    assertThat(write((Transaction unit) -> unit.executions().expire(10))).isOne();

    assertThat(write((Transaction unit) -> unit.executions().expire(10))).isZero();
    assertThat(settle(held, new Outcome.Finished())).isFalse();
    assertThat(runState(schedule)).isEqualTo("expired");
    assertThat(found().hasOverdueRuns()).isFalse();
  }

  @Test
  void whatHasExpiredIsNotRun() {
    Schedule schedule = keepJob(Schedules.hourly(minute).withMaxRuntime(Duration.ofSeconds(1)));
    await().until(() -> found().hasOverdueRuns());

    Claimed ended = claim(LEASE);

    assertThat(ended.isToRun()).isFalse();
    assertThat(ended.fault()).isEqualTo(Ledger.EXPIRED);
    assertThat(runState(schedule)).isEqualTo("expired");
    assertThat(claims(LEASE, 10)).isEmpty();
  }

  @Test
  void aClaimAndAnOutcomeAreUndoneWithTheirUnit() {
    Schedule schedule = keepJob();
    assertUndone(unit -> unit.executions().claim("somebody", LEASE, 10));
    Claimed held = claim(LEASE);
    assertThat(held.attempt()).isOne();

    assertUndone(
        unit -> unit.executions().settle(List.of(new Settlement(held, new Outcome.Finished()))));

    assertThat(runState(schedule)).isEqualTo("fired");
    assertThat(settle(held, new Outcome.Finished())).isTrue();
  }

  /** One that waits to be run. */
  protected final Schedule keepJob() {
    return keepJob(Schedules.hourly(minute));
  }

  private Schedule keepJob(Schedules form) {
    Schedule schedule = keep(form.with(JobType.HTTP).dueAt(minute));
    change(
        unit -> {
          unit.ledger().insert(null, "time", List.of(fire(schedule, minute)));
          unit.executions().insert(List.of(execution(schedule, minute)));
        });
    return schedule;
  }

  /** The one job there is to claim. */
  protected final Claimed claim(Duration lease) {
    List<Claimed> claimed = claims(lease, 10);
    assertThat(claimed).hasSize(1);
    return claimed.getFirst();
  }

  protected final List<Claimed> claims(Duration lease, int most) {
    return write(unit -> unit.executions().claim("somebody", lease, most));
  }

  private Set<UUID> renew(Lease... leases) {
    return write(unit -> unit.executions().renew(List.of(leases), LEASE));
  }

  protected final boolean settle(Claimed held, Outcome outcome) {
    return write(unit -> unit.executions().settle(List.of(new Settlement(held, outcome))))
        .getFirst();
  }

  private void assertUndone(Consumer<Transaction> work) {
    IllegalStateException reason = new IllegalStateException("no");
    assertThatThrownBy(
            () ->
                change(
                    unit -> {
                      work.accept(unit);
                      throw reason;
                    }))
        .isSameAs(reason);
  }

  private Found found() {
    return write(unit -> unit.due().take(10)).found();
  }

  protected final @Nullable String runState(Schedule schedule) {
    return decisions(schedule).getFirst().runState();
  }
}
