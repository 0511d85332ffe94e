package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IntakeConfigTest {
  @Test
  void theDefaultsGatherUpTo500() {
    assertThat(read(Map.of()))
        .isEqualTo(new IntakeConfig(500, 5_000, 4L * 1024 * 1024, 3, 2, Duration.ofSeconds(3)));
  }

  @Test
  void everyPropertyCanBeSet() {
    assertThat(
            read(
                Map.of(
                    "millrace.intake.max-batch", 10,
                    "millrace.intake.capacity", 20,
                    "millrace.intake.most-bytes", 300,
                    "millrace.intake.committers", 1,
                    "millrace.intake.publishers", 4,
                    "millrace.intake.patience", "1s")))
        .isEqualTo(new IntakeConfig(10, 20, 300, 1, 4, Duration.ofSeconds(1)));
  }

  private static IntakeConfig read(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(all).start()) {
      return context.getBean(IntakeConfig.class);
    }
  }
}
