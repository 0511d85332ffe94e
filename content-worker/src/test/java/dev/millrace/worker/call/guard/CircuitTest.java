package dev.millrace.worker.call.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.failure.FailureClass;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A circuit that four failures of four calls open for half a minute. */
class CircuitTest {
  private static final ProviderConfig CONFIG =
      new ProviderConfig(
          "test",
          0,
          0,
          1,
          Duration.ZERO,
          Duration.ofSeconds(1),
          50,
          Duration.ofMinutes(1),
          4,
          Duration.ofSeconds(30));

  private final MovedClock clock = new MovedClock();
  private final Circuit circuit = new Circuit(CONFIG, clock);

  @Test
  void itOpensWhenTooLargeAShareFailsAndSaysForHowLong() {
    call(null);
    call(null);
    call(FailureClass.TIMEOUT);
    assertThat(circuit.refusal()).isEmpty();
    circuit.ended(FailureClass.TRANSIENT, Duration.ZERO);

    assertThat(circuit.refusal()).contains(Duration.ofSeconds(30));
    clock.move(Duration.ofSeconds(10));
    assertThat(circuit.refusal()).contains(Duration.ofSeconds(20));
    assertThat(circuit.state()).isEqualTo(2);
  }

  @Test
  void fewFailuresMakeNoShare() {
    call(FailureClass.TRANSIENT);
    call(FailureClass.TRANSIENT);
    call(FailureClass.TRANSIENT);

    assertThat(circuit.refusal()).isEmpty();
  }

  @Test
  void failuresOfLongAgoAreForgotten() {
    call(FailureClass.TRANSIENT);
    call(FailureClass.TRANSIENT);
    call(FailureClass.TRANSIENT);
    clock.move(Duration.ofSeconds(61));
    call(FailureClass.TRANSIENT);

    assertThat(circuit.refusal()).isEmpty();
  }

  @Test
  void afterAWhileAFewCallsTryAndCloseIt() {
    open();
    clock.move(Duration.ofSeconds(31));

    assertThat(circuit.refusal()).isEmpty();
    assertThat(circuit.state()).isEqualTo(1);
    assertThat(circuit.refusal()).isEmpty();
    assertThat(circuit.refusal()).isEmpty();
    assertThat(circuit.refusal()).contains(Duration.ofSeconds(1));

    for (int trial = 0; trial < 3; trial++) {
      circuit.ended(null, Duration.ZERO);
    }
    assertThat(circuit.state()).isZero();
  }

  @Test
  void trialsThatFailOpenItAgain() {
    open();
    clock.move(Duration.ofSeconds(31));
    for (int trial = 0; trial < 3; trial++) {
      call(FailureClass.TRANSIENT);
    }

    assertThat(circuit.state()).isEqualTo(2);
    assertThat(circuit.refusal()).contains(Duration.ofSeconds(30));
  }

  @Test
  void aTrialThatWasNotMadeLeavesItsTurnToAnother() {
    open();
    clock.move(Duration.ofSeconds(31));
    for (int trial = 0; trial < 20; trial++) {
      assertThat(circuit.refusal()).isEmpty();
      circuit.released();
    }

    assertThat(circuit.state()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureClass.class,
      names = {
        "RATE_LIMITED",
        "CONFIGURATION",
        "INVALID_OUTPUT",
        "CONTENT_POLICY",
        "INVALID_REQUEST"
      })
  void aProviderThatAnswersIsWell(FailureClass failure) {
    for (int count = 0; count < 20; count++) {
      call(failure);
    }

    assertThat(circuit.refusal()).isEmpty();
  }

  private void open() {
    for (int count = 0; count < 4; count++) {
      call(FailureClass.TRANSIENT);
    }
    assertThat(circuit.state()).isEqualTo(2);
  }

  private void call(@Nullable FailureClass failure) {
    assertThat(circuit.refusal()).isEmpty();
    circuit.ended(failure, Duration.ZERO);
  }

  /** A clock that a test moves. */
  private static final class MovedClock extends Clock {
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    void move(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
