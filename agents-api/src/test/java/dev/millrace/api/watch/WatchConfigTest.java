package dev.millrace.api.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WatchConfigTest {
  @Test
  void theDefaultsAreQuickAndBounded() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new WatchConfig(
                Duration.ofMillis(10), Duration.ofMillis(250), Duration.ofSeconds(15), 10_000));
  }

  @Test
  void everyPropertyCanBeSet() {
    assertThat(
            read(
                Map.of(
                    "millrace.watch.quickest", "20ms",
                    "millrace.watch.slowest", "1s",
                    "millrace.watch.heartbeat", "5s",
                    "millrace.watch.capacity", "7")))
        .isEqualTo(
            new WatchConfig(
                Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofSeconds(5), 7));
  }

  @Test
  void whatCouldNotWorkIsRefused() {
    assertThatThrownBy(() -> read(Map.of("millrace.watch.quickest", "1s")))
        .hasStackTraceContaining("quickest ≤ slowest");
  }

  private static WatchConfig read(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(all).start()) {
      return context.getBean(WatchConfig.class);
    }
  }
}
