package dev.millrace.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChatConfigTest {
  private static final ChatConfig DEFAULTS =
      new ChatConfig(
          Set.of(),
          Set.of(),
          "",
          Duration.ofSeconds(25),
          "https://www.googleapis.com/service_accounts/v1/jwk/chat@system.gserviceaccount.com",
          "https://www.googleapis.com/oauth2/v3/certs",
          Duration.ofSeconds(10));

  @Test
  void byDefaultNobodyIsAnswered() {
    assertThat(read(Map.of())).isEqualTo(DEFAULTS);
    assertThat(DEFAULTS.allows("ann@example.com", "users/1")).isFalse();
    assertThat(DEFAULTS.allows(null, null)).isFalse();
  }

  @Test
  void theServicesOwnFileHasTheSameDefaults() {
    assertThat(read(Map.of(), "agents-api")).isEqualTo(DEFAULTS);
  }

  @Test
  void everyPropertyCanBeSet() {
    ChatConfig config =
        read(
            Map.of(
                "millrace.chat.audiences", "1234567890, https://chat.example/webhook",
                "millrace.chat.allowed-senders", "Ann@Example.com,users/42,",
                "millrace.chat.organization", " acme ",
                "millrace.chat.time-limit", "3s",
                "millrace.chat.jwks-url", "https://keys.example/chat",
                "millrace.chat.oidc-jwks-url", "https://keys.example/google",
                "millrace.chat.clock-skew", "1m"));

    assertThat(config)
        .isEqualTo(
            new ChatConfig(
                Set.of("1234567890", "https://chat.example/webhook"),
                Set.of("ann@example.com", "users/42"),
                "acme",
                Duration.ofSeconds(3),
                "https://keys.example/chat",
                "https://keys.example/google",
                Duration.ofMinutes(1)));
    assertThat(config.projects()).containsExactly("1234567890");
    assertThat(config.endpoints()).containsExactly("https://chat.example/webhook");
    assertThat(config.allows("ANN@example.com", null)).isTrue();
    assertThat(config.allows("bob@example.com", "users/42")).isTrue();
    assertThat(config.allows("bob@example.com", "users/4")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "audiences, http://chat.example/webhook, CHAT_AUDIENCE",
    "allowed-senders, ann@example.com, CHAT_AUDIENCE",
    "allowed-senders, everybody, CHAT_ALLOWED_SENDERS",
    "organization, a b, CHAT_ORGANIZATION",
    "time-limit, 30s, CHAT_TIME_LIMIT",
    "time-limit, 0s, CHAT_TIME_LIMIT",
    "jwks-url, http://keys.example, CHAT_JWKS_URL",
    "oidc-jwks-url, http://keys.example, CHAT_OIDC_JWKS_URL",
    "clock-skew, 6m, clock-skew"
  })
  void whatMakesNoSenseNamesTheVariable(String property, String value, String variable) {
    assertThatThrownBy(() -> read(Map.of("millrace.chat." + property, value)))
        .rootCause()
        .hasMessageContaining(variable);
  }

  private static ChatConfig read(Map<String, Object> properties, String... environments) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("datasources.default.enabled", "false");
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    try (ApplicationContext context =
        ApplicationContext.builder(environments).deduceEnvironment(false).properties(all).start()) {
      return context.getBean(ChatConfig.class);
    }
  }
}
