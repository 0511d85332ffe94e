package dev.millrace.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a message comes back, and when it is dead. */
final class RedeliveryPolicyTest {
  @Test
  void doublesTheWaitUpToTheMaximum() {
    RedeliveryPolicy policy = new RedeliveryPolicy(100, 1000, 0);

    assertThat(IntStream.of(1, 2, 3, 4, 5, 60).mapToLong(policy::backoffNanos))
        .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
  }

  @Test
  void waitsNotAtAllWithoutARetryPolicy() {
    assertThat(new RedeliveryPolicy(0, 0, 0).backoffNanos(9)).isZero();
  }

  @Test
  void isExhaustedAtTheMaximumOfAttempts() {
    RedeliveryPolicy policy = new RedeliveryPolicy(0, 0, 5);

    assertThat(policy.exhausted(4)).isFalse();
    assertThat(policy.exhausted(5)).isTrue();
  }

  @Test
  void isNeverExhaustedWithoutADeadLetterPolicy() {
    assertThat(new RedeliveryPolicy(0, 0, 0).exhausted(1000)).isFalse();
  }
}
