package dev.millrace.scheduler.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutionConfigTest {
  private static final ExecutionConfig DEFAULTS =
      new ExecutionConfig(
          32,
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofSeconds(8),
          Duration.ofSeconds(30));

  @Test
  void theDefaultsAre() {
    assertThat(read(Map.of())).isEqualTo(DEFAULTS);
    assertThat(read(Map.of(), "scheduler-service")).isEqualTo(DEFAULTS);
  }

  @Test
  void everyPropertyAndVariableHasItsName() {
    assertThat(
            read(
                Map.of(
                    "millrace.scheduler.execution.concurrency", "7",
                    "millrace.scheduler.execution.lease", "8m",
                    "millrace.scheduler.execution.longest-pause", "9m",
                    "millrace.scheduler.execution.grace", "10s",
                    "millrace.scheduler.execution.database-patience", "11s")))
        .isEqualTo(
            new ExecutionConfig(
                7,
                Duration.ofMinutes(8),
                Duration.ofMinutes(9),
                Duration.ofSeconds(10),
                Duration.ofSeconds(11)));
    ExecutionConfig named =
        read(Map.of("SCHEDULER_CONCURRENCY", "7", "SCHEDULER_GRACE", "10s"), "scheduler-service");
    assertThat(named.concurrency()).isEqualTo(7);
    assertThat(named.grace()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void whatIsSetUpWronglyIsNamed() {
    assertThatThrownBy(() -> read(Map.of("millrace.scheduler.execution.concurrency", "0")))
        .rootCause()
        .hasMessage("SCHEDULER_CONCURRENCY must be 1 to 1000.");
    assertThatThrownBy(() -> read(Map.of("millrace.scheduler.execution.lease", "0s")))
        .rootCause()
        .hasMessageStartingWith("millrace.scheduler.execution.lease");
  }

  private static ExecutionConfig read(Map<String, Object> properties, String... environments) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("datasources.default.enabled", "false");
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    try (ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .environments(environments)
            .properties(all)
            .start()) {
      return context.getBean(ExecutionConfig.class);
    }
  }
}
