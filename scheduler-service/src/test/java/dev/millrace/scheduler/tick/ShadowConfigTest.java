package dev.millrace.scheduler.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShadowConfigTest {
  @Test
  void theDefaultsAre() {
    assertThat(read(Map.of()))
        .isEqualTo(new ShadowConfig(false, 100, Duration.ofHours(1), Duration.ofMinutes(10)));
  }

  @Test
  void everyVariableHasItsName() {
    assertThat(
            read(
                Map.of(
                    "SCHEDULER_SHADOW_MODE", "true",
                    "SCHEDULER_SHADOW_MIN_SAMPLE", "7",
                    "SCHEDULER_SHADOW_SETTLING", "8s",
                    "millrace.scheduler.shadow.min-time", "9m")))
        .isEqualTo(new ShadowConfig(true, 7, Duration.ofMinutes(9), Duration.ofSeconds(8)));
  }

  @Test
  void aVerdictOfNothingCannotBeAskedFor() {
    assertThatThrownBy(() -> new ShadowConfig(true, 0, Duration.ZERO, Duration.ZERO))
        .hasMessageStartingWith("SCHEDULER_SHADOW_MIN_SAMPLE must be at least 1");
  }

  private static ShadowConfig read(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    try (ApplicationContext context =
        ApplicationContext.builder("scheduler-service")
            .deduceEnvironment(false)
            .properties(all)
            .start()) {
      return context.getBean(ShadowConfig.class);
    }
  }
}
