package dev.millrace.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
  private static final List<Double> HUNDRED =
      IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList().reversed();

  @Test
  void theMedianOfAnOddNumberIsTheOneInTheMiddle() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Statistics.median(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(3);
  }

  @Test
  void aPercentileIsTheSmallestThatSoManyDoNotExceed() {
    assertThat(Statistics.percentile(HUNDRED, 0.5)).isEqualTo(50);
    assertThat(Statistics.percentile(HUNDRED, 0.99)).isEqualTo(99);
    assertThat(Statistics.percentile(HUNDRED, 1)).isEqualTo(100);
    assertThat(Statistics.percentile(List.of(7.0), 0.01)).isEqualTo(7);
  }

  @Test
  void nothingHasNoMedian() {
    assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median(List.of()));
  }
}
