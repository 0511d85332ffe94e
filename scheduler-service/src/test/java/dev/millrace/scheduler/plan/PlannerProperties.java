package dev.millrace.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.scheduler.schedule.CronExpression;
import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Misfire.Policy;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.testing.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Every slot is decided about, once, whenever ticks come and whatever runs meanwhile. */
class PlannerProperties {
  /** Hours before New York turns its clocks back. */
  private static final Instant START = Instant.parse("2026-11-01T02:00:00Z");

  /** A tick: how long after the one before, and whether an older run has not ended by then. */
  record Tick(int seconds, boolean isRunning) {}

  @Property(tries = 500)
  void everySlotIsCoveredByExactlyOneDecision(
      @ForAll("schedules") Schedules form, @ForAll("ticks") List<Tick> ticks) {
    Instant first = form.trigger().after(START).orElseThrow();
    Schedule schedule = form.dueAt(first);
    Ledger ledger = new Ledger(form.trigger());
    Instant now = START;
    for (Tick tick : ticks) {
      now = now.plusSeconds(tick.seconds());
      Plan plan = Planner.plan(schedule, now, new Runs(tick.isRunning(), ledger.deferred));
      plan.decisions().forEach(ledger::add);

      assertThat(plan.decisions()).hasSizeLessThanOrEqualTo(form.misfire().max() + 3);
      assertThat(ledger.covered).isEqualTo(slots(form.trigger(), plan.nextDueAt(), now, ledger));
      if (plan.nextDueAt() != null) {
        assertThat(schedule.fireTime(plan.nextDueAt())).isAfter(now);
      }
      schedule = advanced(schedule, plan.nextDueAt());
    }
  }

  /** All slots that should have been decided about: those before the next one. */
  private static List<Instant> slots(
      Trigger trigger, @Nullable Instant next, Instant now, Ledger ledger) {
    List<Instant> slots = new ArrayList<>();
    Optional<Instant> slot = trigger.after(START);
    while (slot.isPresent() && !slot.get().equals(next)) {
      assertThat(slot.get()).isBeforeOrEqualTo(now);
      slots.add(slot.get());
      slot = trigger.after(slot.get());
    }
    assertThat(ledger.covered).doesNotHaveDuplicates();
    return slots;
  }

  private static Schedule advanced(Schedule schedule, @Nullable Instant next) {
    Schedule.State state = schedule.state();
    return new Schedule(
        schedule.id(),
        schedule.organizationId(),
        schedule.definition(),
        new Schedule.State(state.status(), next, next, null, state.version()),
        schedule.times());
  }

  /** What the decisions cover, in order. */
  private static final class Ledger {
    private final Trigger trigger;
    private final List<Instant> covered = new ArrayList<>();
    private @Nullable Instant deferred;

    Ledger(Trigger trigger) {
      this.trigger = trigger;
    }

    void add(Decision decision) {
      switch (decision) {
        case Decision.Fire fire -> covered.add(fire.dueAt());
        case Decision.Defer defer -> {
          covered.add(defer.dueAt());
          deferred = defer.dueAt();
        }
        case Decision.FireDeferred fire -> {
          assertThat(fire.dueAt()).isEqualTo(Objects.requireNonNull(deferred));
          deferred = null;
        }
        case Decision.Skip skip -> addRun(skip);
      }
    }

    private void addRun(Decision.Skip skip) {
      int before = covered.size();
      Instant slot = skip.dueAt();
      while (!slot.isAfter(skip.lastDueAt())) {
        covered.add(slot);
        slot = trigger.after(slot).orElse(Instant.MAX);
      }
      assertThat(covered.size() - before).isEqualTo((int) skip.slots());
      assertThat(covered.getLast()).isEqualTo(skip.lastDueAt());
    }
  }

  @Provide
  Arbitrary<List<Tick>> ticks() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5_000), Arbitraries.of(true, false))
        .as(Tick::new)
        .list()
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<Schedules> schedules() {
    Arbitrary<Trigger> crons =
        Arbitraries.of("* * * * *", "*/7 * * * *", "*/15 1 * * *", "10,40 * * * * *", "@hourly")
            .map(
                text ->
                    new Trigger.Cron(CronExpression.parse(text), ZoneId.of("America/New_York")));
    Arbitrary<Trigger> others =
        Arbitraries.integers()
            .between(1, 20_000)
            .map(
                seconds ->
                    seconds % 2 == 0
                        ? new Trigger.Once(START.plusSeconds(seconds))
                        : new Trigger.Interval(
                            START.plusSeconds(seconds), Duration.ofSeconds(seconds % 500 + 60)));
    return Combinators.combine(
            Arbitraries.oneOf(crons, others),
            misfires(),
            Arbitraries.of(Overlap.class),
            Arbitraries.of(0, 1, 25).map(Duration::ofSeconds))
        .as(
            (trigger, misfire, overlap, jitter) ->
                Schedules.of(trigger)
                    .with(misfire.policy(), misfire.max(), misfire.maxLateness())
                    .with(overlap)
                    .withJitter(jitter));
  }

  private static Arbitrary<Misfire> misfires() {
    return Combinators.combine(
            Arbitraries.of(Policy.class),
            Arbitraries.integers().between(1, 5),
            Arbitraries.of(0, 30, 600, 86_400))
        .as(
            (policy, max, lateness) ->
                new Misfire(
                    policy,
                    policy == Policy.ALL ? max : 1,
                    lateness == 0 ? null : Duration.ofSeconds(lateness)));
  }
}
