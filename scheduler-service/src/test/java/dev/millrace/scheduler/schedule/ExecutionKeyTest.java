package dev.millrace.scheduler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.command.RunReports;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExecutionKeyTest {
  private static final UUID ID = UUID.fromString("0198f2c4-1111-7000-8000-000000000001");

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T12:00:00Z, '2026-01-31T12:00:00Z'",
    "2026-01-31T12:00:00.120Z, '2026-01-31T12:00:00,120Z'",
    "2026-01-31T12:00:00.000001Z, '2026-01-31T12:00:00,000001Z'"
  })
  void aKeyHasNoFullStopAndIsKnownAsOne(Instant due, String expected) {
    String key = new ExecutionKey(ID, due).toString();

    assertThat(key).isEqualTo(ID + "@" + expected).doesNotContain(".");
    assertThat(RunReports.isExecutionKey(key)).isTrue();
  }
}
