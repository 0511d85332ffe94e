package dev.millrace.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.scheduler.plan.Decision.Defer;
import dev.millrace.scheduler.plan.Decision.Fire;
import dev.millrace.scheduler.plan.Decision.FireDeferred;
import dev.millrace.scheduler.plan.Decision.Skip;
import dev.millrace.scheduler.schedule.Misfire.Policy;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.testing.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
  private static final Schedules MINUTELY = Schedules.cron("* * * * *");

  @Test
  void aSlotThatIsDueFiresAndTheNextOneFollows() {
    assertThat(plan(MINUTELY.dueAt(NINE), NINE.plusSeconds(3)))
        .isEqualTo(plan(minute(1), new Fire(NINE)));
  }

  @Test
  void beforeItsTimeNothingIsDecided() {
    assertThat(plan(MINUTELY.dueAt(NINE), NINE.minusMillis(1))).isEqualTo(plan(NINE));
  }

  @Test
  void onceFiresTheNewestOfAllThatWereMissed() {
    assertThat(plan(MINUTELY.dueAt(NINE), minute(10)))
        .isEqualTo(
            plan(minute(11), new Skip(NINE, minute(9), 10, Reason.MISFIRE), new Fire(minute(10))));
  }

  @Test
  void onceMakesUpForASlotThatWasMissedByTenMinutes() {
    Schedule once = Schedules.of(new Trigger.Once(NINE)).dueAt(NINE);

    assertThat(plan(once, minute(10))).isEqualTo(plan(null, new Fire(NINE)));
  }

  @Test
  void skipDoesNotMakeUpForIt() {
    Schedule skip = Schedules.of(new Trigger.Once(NINE)).with(Policy.SKIP, 1, null).dueAt(NINE);

    assertThat(plan(skip, minute(10)))
        .isEqualTo(plan(null, new Skip(NINE, NINE, 1, Reason.MISFIRE)));
    assertThat(plan(skip, minute(1))).isEqualTo(plan(null, new Fire(NINE)));
  }

  @Test
  void allFiresTheNewestOfThemUpToItsNumber() {
    Schedule all = MINUTELY.with(Policy.ALL, 3, null).dueAt(NINE);

    assertThat(plan(all, minute(10)))
        .isEqualTo(
            plan(
                minute(11),
                new Skip(NINE, minute(7), 8, Reason.MISFIRE),
                new Fire(minute(8)),
                new Fire(minute(9)),
                new Fire(minute(10))));
  }

  @Test
  void whatIsTooLateIsToldFromWhatIsNotMadeUp() {
    Schedule all = MINUTELY.with(Policy.ALL, 2, Duration.ofMinutes(4)).dueAt(NINE);

    assertThat(plan(all, minute(10)))
        .isEqualTo(
            plan(
                minute(11),
                new Skip(NINE, minute(5), 6, Reason.TOO_LATE),
                new Skip(minute(6), minute(8), 3, Reason.MISFIRE),
                new Fire(minute(9)),
                new Fire(minute(10))));
  }

  @Test
  void aYearOfSecondsIsOneDecision() {
    Schedule secondly = Schedules.cron("* * * * * *").dueAt(NINE);
    Instant later = NINE.plus(Duration.ofDays(365));

    assertThat(plan(secondly, later).decisions())
        .containsExactly(
            new Skip(NINE, later.minusSeconds(1), 365 * 86_400, Reason.MISFIRE), new Fire(later));
  }

  @Test
  void whileARunHasNotEndedTheNextSlotIsSkipped() {
    Schedule skip = MINUTELY.with(Overlap.SKIP).dueAt(NINE);

    assertThat(Planner.plan(skip, NINE, new Runs(true, null)))
        .isEqualTo(plan(minute(1), new Skip(NINE, NINE, 1, Reason.OVERLAP)));
    assertThat(Planner.plan(skip, NINE, Runs.NONE)).isEqualTo(plan(minute(1), new Fire(NINE)));
  }

  @Test
  void ofSlotsThatAreMadeUpOnlyTheFirstRunsWhereNoneMayOverlap() {
    Schedule skip = MINUTELY.with(Policy.ALL, 3, null).with(Overlap.SKIP).dueAt(NINE);

    assertThat(plan(skip, minute(2)))
        .isEqualTo(
            plan(minute(3), new Fire(NINE), new Skip(minute(1), minute(2), 2, Reason.OVERLAP)));
  }

  @Test
  void inAQueueOneSlotWaitsAndFiresOnceTheRunHasEnded() {
    Schedule queue = MINUTELY.with(Overlap.QUEUE).dueAt(NINE);

    assertThat(Planner.plan(queue, NINE, new Runs(true, null)))
        .isEqualTo(plan(minute(1), NINE.plus(Planner.RECHECK), new Defer(NINE)));

    Schedule later = MINUTELY.with(Overlap.QUEUE).dueAt(minute(1));
    assertThat(Planner.plan(later, minute(1), new Runs(true, NINE)))
        .isEqualTo(
            plan(
                minute(2),
                minute(1).plus(Planner.RECHECK),
                new Skip(minute(1), minute(1), 1, Reason.OVERLAP)));
    assertThat(Planner.plan(later, NINE.plusSeconds(30), new Runs(false, NINE)))
        .isEqualTo(plan(minute(1), new FireDeferred(NINE)));
  }

  @Test
  void jitterIsTheSameEveryTimeAndFiresNothingEarly() {
    Schedule jittery = MINUTELY.withJitter(Duration.ofSeconds(50)).dueAt(NINE);
    Instant fires = jittery.fireTime(NINE);

    assertThat(fires).isEqualTo(jittery.fireTime(NINE)).isBetween(NINE, NINE.plusSeconds(50));
    assertThat(plan(jittery, fires.minusMillis(1)).decisions()).isEmpty();
    assertThat(plan(jittery, fires).decisions()).containsExactly(new Fire(NINE));
    assertThat(plan(jittery, fires).nextFireAt()).isEqualTo(jittery.fireTime(minute(1)));
  }

  @Test
  void aSlotThatItsTriggerNoLongerMakesIsDecidedAboutAllTheSame() {
    Instant odd = NINE.plusSeconds(30);

    assertThat(plan(MINUTELY.dueAt(odd), odd.plusSeconds(5)))
        .isEqualTo(plan(minute(1), new Fire(odd)));
    assertThat(plan(MINUTELY.with(Policy.SKIP, 1, null).dueAt(odd), odd.plusSeconds(5)))
        .isEqualTo(plan(minute(1), new Fire(odd)));
  }

  @Test
  void whatPassedDuringAPauseIsOneDecision() {
    assertThat(Planner.skipUntil(MINUTELY.dueAt(NINE), minute(7), Reason.PAUSED, Runs.NONE))
        .isEqualTo(plan(minute(8), new Skip(NINE, minute(7), 8, Reason.PAUSED)));
  }

  private static Plan plan(Schedule schedule, Instant now) {
    return Planner.plan(schedule, now, Runs.NONE);
  }

  private static Plan plan(@Nullable Instant next, Decision... decisions) {
    return plan(next, next, decisions);
  }

  private static Plan plan(
      @Nullable Instant nextDue, @Nullable Instant nextFire, Decision... decisions) {
    return new Plan(List.of(decisions), nextDue, nextFire);
  }

  private static Instant minute(int number) {
    return NINE.plus(Duration.ofMinutes(number));
  }
}
