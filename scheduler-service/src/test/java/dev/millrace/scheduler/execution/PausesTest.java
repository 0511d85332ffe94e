package dev.millrace.scheduler.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.lease.Lease;
import dev.millrace.scheduler.storage.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PausesTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Pauses pauses =
      new Pauses(new ExecutionConfig(1, HOUR, HOUR, Duration.ZERO, Duration.ZERO));

  @RepeatedTest(20)
  void thePauseDoublesAndIsUpToAFifthLonger() {
    assertThat(after(1, null)).isBetween(TEN_SECONDS, Duration.ofSeconds(12));
    assertThat(after(2, null)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(24));
    assertThat(after(5, null)).isBetween(Duration.ofSeconds(160), Duration.ofSeconds(192));
  }

  @Test
  void itIsNeverLongerThanTheLongest() {
    assertThat(after(20, null)).isEqualTo(HOUR);
    assertThat(after(1_000, null)).isEqualTo(HOUR);
    assertThat(after(1, Duration.ofDays(9))).isEqualTo(HOUR);
  }

  @Test
  void whatTheOtherSideAsksForIsTheLeast() {
    assertThat(after(1, Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
    assertThat(after(1, Duration.ofSeconds(1))).isGreaterThanOrEqualTo(TEN_SECONDS);
  }

  private Duration after(int attempt, @Nullable Duration asked) {
    Claimed execution =
        new Claimed(
            new Lease(UUID.randomUUID(), UUID.randomUUID()),
            "key",
            UUID.randomUUID(),
            "test-organization",
            "http",
            Instant.EPOCH,
            ContentRequestCodec.emptyObject(),
            attempt,
            2_000,
            TEN_SECONDS,
            false,
            null);
    return pauses.after(execution, asked);
  }
}
