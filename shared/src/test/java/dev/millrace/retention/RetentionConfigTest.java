package dev.millrace.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionConfigTest {
  @Test
  void byDefaultRequestsAreKeptForGood() {
    RetentionConfig defaults = read(Map.of());

    assertThat(defaults)
        .isEqualTo(new RetentionConfig(Duration.ZERO, Duration.ofDays(7), Duration.ofDays(400)));
    assertThat(defaults.areRequestsPruned()).isFalse();
  }

  @Test
  void everyVariableCanBeSet() {
    assertThat(
            read(
                Map.of(
                    "REQUEST_RETENTION", "90d",
                    "IDEMPOTENCY_RETENTION", "24h",
                    "AUDIT_RETENTION", "30d")))
        .isEqualTo(
            new RetentionConfig(Duration.ofDays(90), Duration.ofDays(1), Duration.ofDays(30)));
  }

  @Test
  void whatMustBeKeptForAWhileIsNotForgottenAtOnce() {
    assertThatThrownBy(() -> read(Map.of("IDEMPOTENCY_RETENTION", "0s")))
        .rootCause()
        .hasMessage("IDEMPOTENCY_RETENTION must be more than 0s, such as 30d.");
    assertThatThrownBy(() -> read(Map.of("AUDIT_RETENTION", "0s")))
        .rootCause()
        .hasMessage("AUDIT_RETENTION must be more than 0s, such as 30d.");
  }

  private static RetentionConfig read(Map<String, Object> variables) {
    Map<String, Object> properties = new HashMap<>(variables);
    properties.put("millrace.startup.enabled", "false");
    properties.put("SECRET_KEY", Tokens.SECRET_KEY);
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(properties).start()) {
      return context.getBean(RetentionConfig.class);
    }
  }
}
