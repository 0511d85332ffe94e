package dev.millrace.scheduler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What counts and what jumps agrees with what walks. */
class TriggerProperties {
  private static final Instant YEAR = Instant.parse("2026-01-01T00:00:00Z");

  @Property(tries = 300)
  void slotsAreCountedAsTheyAreWalked(
      @ForAll("triggers") Trigger trigger,
      @ForAll @IntRange(max = 31_000_000) int from,
      @ForAll @IntRange(max = 400_000) int length,
      @ForAll @IntRange(min = 1, max = 20) int most) {
    Instant after = YEAR.plusSeconds(from);
    Instant until = after.plusSeconds(length);
    List<Instant> walked = walk(trigger, after, until);

    assertThat(trigger.count(after, until)).isEqualTo(walked.size());
    assertThat(trigger.newest(after, until, most))
        .isEqualTo(walked.subList(Math.max(0, walked.size() - most), walked.size()));
    assertThat(walked).isSorted().doesNotHaveDuplicates();
  }

  private static List<Instant> walk(Trigger trigger, Instant after, Instant until) {
    List<Instant> slots = new ArrayList<>();
    Optional<Instant> slot = trigger.after(after);
    while (slot.isPresent() && !slot.get().isAfter(until)) {
      slots.add(slot.get());
      slot = trigger.after(slot.get());
    }
    return slots;
  }

  @Provide
  Arbitrary<Trigger> triggers() {
    Arbitrary<Trigger> crons =
        Combinators.combine(
                Arbitraries.of(
                    "* * * * *",
                    "*/7 * * * *",
                    "*/30 1-3 * * *",
                    "30 2 * * *",
                    "15 1,2 * * *",
                    "0 23 * * MON-FRI",
                    "10 */5 3 * * *",
                    "0 0 L * FRI",
                    "@daily"),
                Arbitraries.of(
                    "America/New_York",
                    "Europe/London",
                    "Australia/Lord_Howe",
                    "Asia/Kolkata",
                    "Africa/Cairo",
                    "UTC"))
            .as((cron, zone) -> new Trigger.Cron(CronExpression.parse(cron), ZoneId.of(zone)));
    Arbitrary<Trigger> intervals =
        Combinators.combine(
                Arbitraries.integers().between(0, 31_000_000),
                Arbitraries.integers().between(30, 100_000))
            .as(
                (start, every) ->
                    new Trigger.Interval(YEAR.plusSeconds(start), Duration.ofSeconds(every)));
    Arbitrary<Trigger> ones =
        Arbitraries.integers()
            .between(0, 31_000_000)
            .map(at -> new Trigger.Once(YEAR.plusSeconds(at)));
    return Arbitraries.oneOf(crons, intervals, ones);
  }
}
