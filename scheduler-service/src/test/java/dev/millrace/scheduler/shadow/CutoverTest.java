package dev.millrace.scheduler.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.scheduler.storage.Comparison;
import dev.millrace.scheduler.storage.Comparison.Coverage;
import dev.millrace.scheduler.storage.Comparison.Duplicates;
import dev.millrace.scheduler.tick.ShadowConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutoverTest {
  private static final ShadowConfig CONFIG =
      new ShadowConfig(true, 100, Duration.ofHours(1), Duration.ofMinutes(10));
  private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
  private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
  private static final Coverage ENOUGH = new Coverage(100, 0, 0, 0, 0, 0, 0);
  private static final Duplicates NONE = new Duplicates(0, 0);

  @Test
  void anHourOfAHundredSlotsDecidedAlikeIsSafe() {
    Cutover verdict = judge(ENOUGH, NINE, TEN, NONE);

    assertThat(verdict.safe()).isTrue();
    assertThat(verdict.reasons())
        .containsExactly(
            "Both paths have decided alike about all 100 slots in 60 min, and nothing was fired"
                + " twice.");
  }

  @Test
  void lessThanAnHourIsNot() {
    assertThat(judge(ENOUGH, NINE.plusSeconds(1), TEN, NONE).reasons())
        .containsExactly(
            "Both paths have decided side by side for 59 min; at least 60 min are needed.");
  }

  @Test
  void onlyTheTimeInWhichBothDecidedCounts() {
    Comparison late =
        new Comparison(
            ENOUGH,
            path(NINE, TEN),
            path(TEN.minusSeconds(60), TEN.plusSeconds(3600)),
            new Comparison.Fires(0, 0, 0),
            NONE,
            List.of());

    assertThat(Cutover.judge(late, CONFIG).reasons()).singleElement().asString().contains("1 min;");
  }

  @Test
  void tooSmallASampleIsNot() {
    assertThat(judge(new Coverage(99, 0, 0, 0, 50, 50, 50), NINE, TEN, NONE).reasons())
        .containsExactly(
            "Both paths have decided about 99 slots; at least 100 are needed"
                + " (SCHEDULER_SHADOW_MIN_SAMPLE).");
  }

  @Test
  void oneDifferenceAmongAMillionIsNot() {
    Coverage coverage = new Coverage(1_000_000, 0, 1, 0, 0, 0, 0);

    assertThat(Cutover.parity(coverage)).isEqualTo(99.99);
    assertThat(judge(coverage, NINE, TEN, NONE).reasons())
        .containsExactly(
            "Parity is 99.99 %, and must be 100 %: 1 slots were not decided alike, see"
                + " differences.");
    for (Coverage other :
        List.of(new Coverage(200, 1, 0, 0, 0, 0, 0), new Coverage(200, 0, 0, 1, 0, 0, 0))) {
      assertThat(judge(other, NINE, TEN, NONE).safe()).isFalse();
    }
  }

  @Test
  void anythingFiredTwiceIsNot() {
    assertThat(judge(ENOUGH, NINE, TEN, new Duplicates(1, 1)).reasons())
        .containsExactly("2 execution keys were fired more than once; none may be.");
  }

  @Test
  void nothingAtAllIsNot() {
    Comparison nothing =
        new Comparison(
            new Coverage(0, 0, 0, 0, 0, 0, 0),
            new Comparison.Path(null, null, null, null, null),
            new Comparison.Path(null, null, null, null, null),
            new Comparison.Fires(0, 0, 0),
            NONE,
            List.of());

    assertThat(Cutover.judge(nothing, CONFIG).reasons()).hasSize(2);
    assertThat(Cutover.parity(nothing.coverage())).isZero();
  }

  private static Cutover judge(
      Coverage coverage, Instant from, Instant until, Duplicates duplicates) {
    return Cutover.judge(
        new Comparison(
            coverage,
            path(from, until),
            path(from, until),
            new Comparison.Fires(0, 0, 0),
            duplicates,
            List.of()),
        CONFIG);
  }

  private static Comparison.Path path(Instant from, Instant until) {
    return new Comparison.Path(from, until, 1.0, 2.0, 3.0);
  }
}
