package dev.millrace.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FinishesTest {
  private static final long MILLISECOND = 1_000_000;

  @Test
  void theRateIsTakenFromTheFirstToTheLast() {
    Finishes finishes = new Finishes(3);

    finishes.add(-5 * MILLISECOND);
    finishes.add(15 * MILLISECOND);
    finishes.add(5 * MILLISECOND);

    assertThat(finishes.rate()).isEqualTo(100);
  }

  @Test
  void waitingEndsWithTheLastJob() throws InterruptedException {
    Finishes finishes = new Finishes(1);

    assertThat(finishes.await(Duration.ZERO)).isFalse();
    finishes.add();

    assertThat(finishes.await(Duration.ZERO)).isTrue();
  }

  @Test
  void oneJobTellsNoRate() {
    Finishes finishes = new Finishes(2);
    finishes.add();

    assertThatThrownBy(finishes::rate).isInstanceOf(IllegalStateException.class);
  }
}
