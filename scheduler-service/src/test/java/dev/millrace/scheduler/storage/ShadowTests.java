package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Planner;
import dev.millrace.scheduler.plan.Reason;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.storage.Comparison.Coverage;
import dev.millrace.scheduler.storage.Comparison.Difference;
import dev.millrace.scheduler.storage.Comparison.Side;
import dev.millrace.scheduler.testing.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every storage promises the shadow path. */
public abstract class ShadowTests extends StorageContract {
  private static final UUID TICK = UUID.fromString("00000000-0000-7000-8000-000000000001");

  @Test
  void theShadowHasAPlaceOfItsOwnAndChangesNothingOfTheLivePath() {
    Schedule schedule = keepDue();

    assertThat(shadowTick()).containsExactly(schedule.id());
    assertThat(shadowTick()).isEmpty();

    assertThat(find(schedule)).isEqualTo(schedule);
    assertThat(read((Transaction unit) -> unit.views().decision(schedule.id(), minute))).isEmpty();
    assertThat(write((Transaction unit) -> unit.due().take(10)).schedules())
        .containsExactly(schedule);
    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 0, 1, 0, 0, 0));
  }

  @Test
  void theShadowBeginsWhereTheLivePathIs() {
    Schedule schedule = keepDue();
    liveTick();

    assertThat(shadowTick()).isEmpty();

    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 0, 0, 0, 0, 1));
    assertThat(find(schedule).state().nextDueAt()).isEqualTo(minute.plus(Duration.ofHours(1)));
  }

  @Test
  void bothThatDecideAlikeAgree() {
    keepDue();
    shadowTick();
    liveTick();

    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(1, 0, 0, 0, 0, 0, 0));
    Comparison comparison = compare(ORGANIZATION, Duration.ZERO);
    assertThat(comparison.fires()).isEqualTo(new Comparison.Fires(1, 0, 0));
    assertThat(comparison.duplicates()).isEqualTo(new Comparison.Duplicates(0, 0));
    assertThat(comparison.live().p50()).isPositive();
    assertThat(comparison.shadow().max()).isGreaterThanOrEqualTo(comparison.shadow().p99());
    assertThat(compare("another", Duration.ZERO).coverage())
        .isEqualTo(new Coverage(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void whoeverIsBehindHasAMomentBeforeThatCounts() {
    keepDue();
    follow();
    liveTick();

    assertThat(coverage(Duration.ofHours(1))).isEqualTo(new Coverage(0, 0, 0, 0, 1, 0, 0));
    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 1, 0, 0, 0, 0));
  }

  @Test
  void aSlotThatOnePathSkipsInARunOfThemIsComparedWithTheOtherPathsFire() {
    Schedule schedule = keepEveryMinute(5);
    follow();
    Instant first = minute.minus(Duration.ofMinutes(4));
    decide(
        NewDecision.of(
            schedule,
            new Decision.Skip(first, minute.minus(Duration.ofMinutes(1)), 4, Reason.MISFIRE)),
        fire(schedule, minute));
    Instant between = first.plus(Duration.ofMinutes(1));
    shadowDecide(schedule, new Plan(List.of(fired(between), fired(minute)), null, null));

    Comparison comparison = compare(ORGANIZATION, Duration.ZERO);

    assertThat(comparison.coverage()).isEqualTo(new Coverage(1, 1, 2, 0, 0, 0, 0));
    assertThat(comparison.firstDifferences())
        .extracting(Difference::dueAt)
        .containsExactly(first, between, minute.minus(Duration.ofMinutes(1)));
    Difference different = comparison.firstDifferences().get(1);
    assertThat(different.scheduleId()).isEqualTo(schedule.id());
    assertThat(different.live()).extracting(Side::reason).isEqualTo("misfire");
    assertThat(different.shadow()).extracting(Side::decision).isEqualTo("fired");
    assertThat(different.shadow()).extracting(Side::tickId).isEqualTo(TICK);
  }

  @Test
  void whatAnOwnerChangedIsFollowedAndSetAside() {
    Schedule schedule = keepDue();
    follow();
    liveTick();
    Instant later = minute.plus(Duration.ofHours(1));
    change(unit -> unit.register().update(with(schedule, ScheduleStatus.ACTIVE, later, later)));

    assertThat(follow()).isOne();
    assertThat(follow()).isZero();
    assertThat(shadowTick()).isEmpty();

    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 0, 0, 0, 1, 0));
  }

  @Test
  void aPausedScheduleIsLeftAloneUntilItIsResumed() {
    Schedule schedule = keepDue();
    follow();
    change(unit -> unit.register().update(with(schedule, ScheduleStatus.PAUSED, minute, null)));
    assertThat(shadowTick()).isEmpty();
    Instant later = minute.plus(Duration.ofSeconds(30));

    change(unit -> unit.register().update(with(schedule, ScheduleStatus.ACTIVE, later, later)));

    assertThat(shadowTick()).containsExactly(schedule.id());
    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 0, 1, 0, 1, 0));
  }

  @Test
  void aDeletedScheduleIsNotLookedAt() {
    Schedule schedule = keepDue();
    follow();
    change(unit -> unit.register().delete(ORGANIZATION, schedule.id()));

    assertThat(shadowTick()).isEmpty();
    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void theLivePathsOlderRunsAreInTheWayAndItsRunOfTheSameSlotIsNot() {
    Schedule schedule = keep(everyMinute().with(Overlap.SKIP).dueAt(minute));
    follow();
    decide(fire(schedule, minute));
    assertThat(shadowRuns(schedule).isRunning()).isFalse();

    decide(fire(schedule, minute.minus(Duration.ofMinutes(1))));

    assertThat(shadowRuns(schedule).isRunning()).isTrue();
  }

  @Test
  void aSlotThatWaitsOnTheShadowPathIsRememberedAndFiresOnce() {
    Schedule schedule = keep(everyMinute().with(Overlap.QUEUE).dueAt(minute));
    follow();
    shadowDecide(schedule, new Plan(List.of(new Decision.Defer(minute)), null, minute));
    assertThat(shadowRuns(schedule).deferred()).isEqualTo(minute);
    assertThat(coverage(Duration.ofHours(1)).pending()).isOne();

    assertThat(shadowTick()).containsExactly(schedule.id());

    assertThat(shadowRuns(schedule).deferred()).isNull();
    decide(fire(schedule, minute));
    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(1, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void aShadowUnitThatFailsLeavesNothing() {
    Schedule schedule = keepDue();
    follow();

    assertThatThrownBy(
            () ->
                change(
                    unit -> {
                      decideAll(unit);
                      throw new IllegalStateException("crash");
                    }))
        .hasMessage("crash");

    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 0, 0, 0, 0, 0));
    assertThat(shadowTick()).containsExactly(schedule.id());
  }

  @Test
  void whatIsOldIsForgottenAndWhatIsNotIsKept() {
    keepDue();
    shadowTick();
    assertThat(write((Transaction unit) -> unit.prune(Duration.ofDays(1), 10))).isZero();

    assertThat(write((Transaction unit) -> unit.prune(Duration.ZERO, 10))).isOne();

    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void aShadowThatEndedBeginsAnewWhereTheLivePathIsThen() {
    keepDue();
    follow();
    change(unit -> unit.shadow().stop());
    liveTick();

    assertThat(shadowTick()).isEmpty();
    assertThat(coverage(Duration.ZERO)).isEqualTo(new Coverage(0, 0, 0, 0, 0, 0, 1));
  }

  @Test
  void aScheduleThatCannotBeReadStopsNoOther() {
    Schedule unreadable = keepDue();
    Schedule other = keepDue();
    follow();
    makeUnreadable(unreadable.id());

    assertThat(shadowTick()).containsExactly(other.id());
    assertThat(write((Transaction unit) -> unit.shadow().take(10)).unreadable()).isEmpty();
  }

  private Schedules everyMinute() {
    return Schedules.of(new Trigger.Interval(minute, Duration.ofMinutes(1)));
  }

  private Schedule keepEveryMinute(int slots) {
    Instant first = minute.minus(Duration.ofMinutes(slots - 1L));
    return keep(Schedules.of(new Trigger.Interval(first, Duration.ofMinutes(1))).dueAt(first));
  }

  private static Decision fired(Instant slot) {
    return new Decision.Fire(slot);
  }

  private int follow() {
    return write((Transaction unit) -> unit.shadow().follow(TICK, 100));
  }

  /** The schedules that a shadow tick decided about. */
  private List<UUID> shadowTick() {
    follow();
    return write(ShadowTests::decideAll);
  }

  private static List<UUID> decideAll(Transaction unit) {
    DueSchedules.Taken taken = unit.shadow().take(100);
    Map<UUID, Runs> runs = unit.shadow().runs(taken.schedules());
    unit.shadow()
        .record(
            TICK,
            taken.schedules().stream()
                .map(
                    each ->
                        new Planned(
                            each,
                            Planner.plan(
                                each, taken.takenAt(), runs.getOrDefault(each.id(), Runs.NONE))))
                .toList());
    unit.shadow().postpone(taken.unreadable());
    return taken.schedules().stream().map(Schedule::id).toList();
  }

  private void shadowDecide(Schedule schedule, Plan plan) {
    change(unit -> unit.shadow().record(TICK, List.of(new Planned(schedule, plan))));
  }

  private Runs shadowRuns(Schedule schedule) {
    return read((Transaction unit) -> unit.shadow().runs(List.of(schedule)))
        .getOrDefault(schedule.id(), Runs.NONE);
  }

  private void liveTick() {
    change(
        unit -> {
          DueSchedules.Taken taken = unit.due().take(100);
          for (Schedule schedule : taken.schedules()) {
            Plan plan = Planner.plan(schedule, taken.takenAt(), Runs.NONE);
            List<Planned> planned = List.of(new Planned(schedule, plan));
            unit.ledger().insert(TICK, "time", ShadowDecisions.of(planned).fresh());
            unit.due().advance(planned);
          }
        });
  }

  private Coverage coverage(Duration settling) {
    return compare(ORGANIZATION, settling).coverage();
  }

  private Comparison compare(String organization, Duration settling) {
    return read(
        (Transaction unit) ->
            unit.shadow()
                .compare(
                    new Comparison.Scope(
                        organization,
                        minute.minus(Duration.ofHours(1)),
                        minute.plus(Duration.ofHours(1)),
                        settling,
                        10)));
  }
}
