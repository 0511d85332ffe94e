package dev.millrace.worker.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallbackConfigTest {
  @Test
  void defaults() {
    assertThat(config(Map.of()))
        .isEqualTo(
            new CallbackConfig(
                256,
                8,
                Duration.ofSeconds(15),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                Duration.ofDays(30)));
  }

  @Test
  void everyProperty() {
    assertThat(
            config(
                Map.of(
                    "millrace.worker.callbacks.concurrency", 1,
                    "millrace.worker.callbacks.per-receiver", 2,
                    "millrace.worker.callbacks.time-limit", "3s",
                    "millrace.worker.callbacks.prompt", "4s",
                    "millrace.worker.callbacks.look-every", "5s",
                    "millrace.worker.callbacks.lease", "6s",
                    "millrace.worker.callbacks.grace", "7s",
                    "millrace.worker.callbacks.retention", "8d")))
        .isEqualTo(
            new CallbackConfig(
                1,
                2,
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7),
                Duration.ofDays(8)));
  }

  @Test
  void whatMakesNoSenseIsRefusedByTheNameOfItsVariable() {
    assertThatThrownBy(() -> with(0, Duration.ofSeconds(1)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("CALLBACK_CONCURRENCY");
    assertThatThrownBy(() -> with(2_001, Duration.ofSeconds(1)))
        .hasMessageContaining("CALLBACK_CONCURRENCY");
    assertThatThrownBy(() -> with(1, Duration.ZERO)).hasMessageContaining("CALLBACK_TIME_LIMIT");
    assertThatThrownBy(() -> with(1, Duration.ofMinutes(6)))
        .hasMessageContaining("CALLBACK_TIME_LIMIT");
  }

  private static CallbackConfig with(int concurrency, Duration timeLimit) {
    Duration any = Duration.ofSeconds(1);
    return new CallbackConfig(concurrency, 1, timeLimit, any, any, any, any, any);
  }

  private static CallbackConfig config(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.worker.heartbeat", "false");
    all.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    try (ApplicationContext context =
        ApplicationContext.builder("content-worker")
            .deduceEnvironment(false)
            .properties(all)
            .start()) {
      return context.getBean(CallbackConfig.class);
    }
  }
}
