package dev.millrace.scheduler.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TickConfigTest {
  @Test
  void theDefaultsAre() {
    assertThat(read(Map.of()))
        .isEqualTo(new TickConfig(500, 4, 2_000, Duration.ofSeconds(45), Duration.ofDays(90)));
  }

  @Test
  void everyPropertyHasItsName() {
    assertThat(
            read(
                Map.of(
                    "millrace.scheduler.tick.batch", "7",
                    "millrace.scheduler.tick.lanes", "6",
                    "millrace.scheduler.tick.most-fires", "8",
                    "millrace.scheduler.tick.budget", "9s",
                    "millrace.scheduler.tick.retention", "10d")))
        .isEqualTo(new TickConfig(7, 6, 8, Duration.ofSeconds(9), Duration.ofDays(10)));
  }

  @Test
  void aSetMayNotBeWithoutBound() {
    assertThatThrownBy(() -> new TickConfig(1_001, 1, 1, Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("millrace.scheduler.tick.batch must be 1 to 1000");
    assertThatThrownBy(() -> new TickConfig(1, 9, 1, Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("lanes 1 to 8");
  }

  private static TickConfig read(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(all).start()) {
      return context.getBean(TickConfig.class);
    }
  }
}
