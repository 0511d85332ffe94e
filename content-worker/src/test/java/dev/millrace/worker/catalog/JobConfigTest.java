package dev.millrace.worker.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.worker.testing.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JobConfigTest {
  @Test
  void theDefaultsAreThoseOfTheReadme() {
    assertThat(Settings.read(JobConfig.class, Map.of()))
        .isEqualTo(
            new JobConfig(
                16,
                Duration.ofMinutes(2),
                20,
                4,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofDays(7)));
  }

  @Test
  void everyVariableHasItsName() {
    JobConfig config =
        Settings.read(
            JobConfig.class, Map.of("CATALOG_CONCURRENCY", "3", "REVIEW_BATCH_SIZE", "40"));

    assertThat(config.concurrency()).isEqualTo(3);
    assertThat(config.reviewBatchSize()).isEqualTo(40);
  }

  @Test
  void aBatchIsBounded() {
    assertThatThrownBy(
            () ->
                new JobConfig(
                    16,
                    Duration.ofMinutes(2),
                    41,
                    4,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(1),
                    Duration.ofDays(7)))
        .hasMessage("REVIEW_BATCH_SIZE must be 1 to 40.");
  }
}
