package dev.millrace.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "120, PT2M",
    "' 7 ', PT7S",
    "'Sat, 31 Jan 2026 12:01:30 GMT', PT1M30S",
    "'Sat, 31 Jan 2026 12:00:00 GMT',",
    "0,",
    "-1,",
    "9999999999999999999999,",
    "tomorrow,",
    "'',"
  })
  void secondsAndDatesAreUnderstoodAndAllElseIsNot(String header, Duration wait) {
    assertThat(RetryAfter.read(header, NOW).orElse(null)).isEqualTo(wait);
  }
}
