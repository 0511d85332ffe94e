package dev.millrace.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutboundConfigTest {
  @Test
  void byDefaultThisMachineIsNotCalled() {
    assertThat(read(Map.of())).isEqualTo(new OutboundConfig(false, Duration.ofSeconds(5)));
  }

  @Test
  void everyPropertyAndVariableCanBeSet() {
    OutboundConfig expected = new OutboundConfig(true, Duration.ofSeconds(1));

    assertThat(
            read(
                Map.of(
                    "millrace.outbound.allow-loopback",
                    true,
                    "millrace.outbound.connect-time-limit",
                    "1s")))
        .isEqualTo(expected);
    assertThat(read(Map.of("OUTBOUND_ALLOW_LOOPBACK", true, "OUTBOUND_CONNECT_TIME_LIMIT", "1s")))
        .isEqualTo(expected);
  }

  @Test
  void noTimeIsNoTimeLimit() {
    assertThatThrownBy(() -> read(Map.of("OUTBOUND_CONNECT_TIME_LIMIT", "0s")))
        .rootCause()
        .hasMessage("OUTBOUND_CONNECT_TIME_LIMIT must be more than 0s.");
  }

  private static OutboundConfig read(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("datasources.default.enabled", "false");
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(all).start()) {
      return context.getBean(OutboundConfig.class);
    }
  }
}
