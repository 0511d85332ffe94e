package dev.millrace.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MeasurementTest {
  @Test
  void theRatioIsTheMedianOfTheRatiosAndNotTheRatioOfTheMedians() {
    List<Round> rounds = List.of(new Round(10, 10), new Round(40, 20), new Round(90, 30));

    Measurement measurement =
        Measurement.of("api.ingest", "requests/s", rounds, new Bound.AtLeast(1));

    assertThat(measurement.value()).isEqualTo(40);
    assertThat(measurement.baseline()).isEqualTo(20);
    assertThat(measurement.ratio()).isEqualTo(2);

    List<Round> skewed = List.of(new Round(10, 1), new Round(20, 40), new Round(30, 20));
    assertThat(Measurement.of("x", "y", skewed, new Bound.AtLeast(1)).ratio()).isEqualTo(1.5);
  }

  @Test
  void theBoundIsOnTheRatioWhereThereIsABaseline() {
    List<Round> rounds = List.of(new Round(30, 100));

    assertThat(Measurement.of("x", "s", rounds, new Bound.AtMost(0.45)).holds()).isTrue();
    assertThat(Measurement.of("x", "s", rounds, new Bound.AtLeast(0.45)).holds()).isFalse();
  }

  @Test
  void theBoundIsOnTheValueWhereThereIsNone() {
    assertThat(Measurement.of("x", "ms", List.of(31.0), new Bound.AtMost(30)).holds()).isFalse();
    assertThat(Measurement.of("x", "ms", List.of(30.0), new Bound.AtMost(30)).holds()).isTrue();
    assertThat(Measurement.of("x", "ms", List.of(900.0), null).holds()).isTrue();
  }

  @Test
  void aBaselineOfNothingIsNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Round(1, 0));
  }
}
