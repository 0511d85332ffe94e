package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchConfigTest {
  private static final Path HOME = Path.of("home");

  @Test
  void withoutVariablesAMinuteWarmsUpAndThreeRoundsCount() {
    assertThat(BenchConfig.from(HOME, Map.of()))
        .isEqualTo(new BenchConfig(HOME, Duration.ofSeconds(60), Duration.ofSeconds(10), 3));
  }

  @Test
  void variablesShortenIt() {
    assertThat(BenchConfig.from(HOME, Map.of("WARMUP", "500ms", "DURATION", "1m", "ROUNDS", "1")))
        .isEqualTo(new BenchConfig(HOME, Duration.ofMillis(500), Duration.ofMinutes(1), 1));
  }

  @Test
  void whatIsNoDurationIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BenchConfig.from(HOME, Map.of("WARMUP", "soon")))
        .withMessage("WARMUP must be like 500ms, 10s or 2m, not soon");
  }
}
