package dev.millrace.worker.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausesTest {
  @ParameterizedTest
  @CsvSource({
    "1, PT5S",
    "2, PT5M",
    "3, PT30M",
    "4, PT2H",
    "5, PT5H",
    "6, PT10H",
    "7, PT10H",
    "100, PT10H"
  })
  void aPauseIsThatOfTheScheduleAndUpToAFifthLonger(int attempt, Duration pause) {
    for (int draw = 0; draw < 100; draw++) {
      assertThat(Pauses.after(attempt, null)).isBetween(pause, pause.multipliedBy(6).dividedBy(5));
    }
  }

  @Test
  void aReceiverMayAskForLongerButNotForShorter() {
    assertThat(Pauses.after(1, Duration.ofMinutes(3))).isEqualTo(Duration.ofMinutes(3));
    assertThat(Pauses.after(2, Duration.ofSeconds(1)))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(5));
    assertThat(Pauses.after(1, Duration.ofDays(30))).isEqualTo(Duration.ofDays(1));
  }
}
