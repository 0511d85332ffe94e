package dev.millrace.worker.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandoverConfigTest {
  private static final String SECRET = "aGlkZGVuLXNlY3JldC1vZi10aGUtaGFuZG92ZXItdGVzdHM=";

  @Test
  void byDefaultNobodyIsTold() {
    HandoverConfig config = bound(Map.of());

    assertThat(config.product()).isEmpty();
    assertThat(config.admin()).isEmpty();
    assertThat(config.chat()).isEqualTo(URI.create("https://chat.googleapis.com"));
    assertThat(config.timeLimit()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.firstPause()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.giveUpAfter()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void everyPropertyIsBoundAndNoSecretIsTold() {
    HandoverConfig config =
        bound(
            Map.of(
                "millrace.handover.product-url", "https://products.example/",
                "millrace.handover.product-key", "hidden-key",
                "millrace.handover.admin-url", "https://admin.example/",
                "millrace.handover.secret", SECRET,
                "millrace.handover.chat-url", "https://chat.example",
                "millrace.handover.time-limit", "1s",
                "millrace.handover.first-pause", "2s",
                "millrace.handover.give-up-after", "3s"));

    assertThat(config.product()).contains(URI.create("https://products.example/"));
    assertThat(config.admin()).contains(URI.create("https://admin.example/"));
    assertThat(config.chat()).isEqualTo(URI.create("https://chat.example"));
    assertThat(config.timeLimit()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.firstPause()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.giveUpAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.toString()).doesNotContain("hidden").doesNotContain(SECRET);
  }

  @Test
  void whoIsToldIsToldSigned() {
    assertThatThrownBy(
            () ->
                new HandoverConfig(
                    "https://products.example/",
                    null,
                    null,
                    " ",
                    "https://chat.example",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("HANDOVER_SECRET");
  }

  private static HandoverConfig bound(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("datasources.default.enabled", "false");
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(all).start()) {
      return context.getBean(HandoverConfig.class);
    }
  }
}
