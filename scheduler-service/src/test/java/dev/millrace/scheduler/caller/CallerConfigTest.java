package dev.millrace.scheduler.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CallerConfigTest {
  private static final String SECRET = "0123456789abcdef";
  private static final CallerConfig DEFAULTS =
      new CallerConfig(
          "token",
          "",
          Set.of(),
          Set.of(),
          "https://accounts.google.com",
          "https://www.googleapis.com/oauth2/v3/certs",
          Duration.ofSeconds(10),
          false,
          "");

  @Test
  void byDefaultNobodyMayCall() {
    assertThat(read(Map.of())).isEqualTo(DEFAULTS);
    assertThat(DEFAULTS.acceptsTokens()).isFalse();
    assertThat(DEFAULTS.acceptsSecret()).isFalse();
  }

  @Test
  void theServicesOwnFileHasTheSameDefaults() {
    assertThat(read(Map.of(), "scheduler-service")).isEqualTo(DEFAULTS);
  }

  @Test
  void everyPropertyCanBeSet() {
    assertThat(
            read(
                Map.of(
                    "millrace.scheduler.callers.auth", "iam",
                    "millrace.scheduler.callers.cron-secret", " " + SECRET + "\n",
                    "millrace.scheduler.callers.audiences", "https://a.example, https://b.example",
                    "millrace.scheduler.callers.service-accounts", "a@p.example,b@p.example,",
                    "millrace.scheduler.callers.issuer", "https://issuer.example",
                    "millrace.scheduler.callers.jwks-url", "https://issuer.example/keys",
                    "millrace.scheduler.callers.clock-skew", "1m",
                    "millrace.scheduler.callers.trust-header", true,
                    "millrace.scheduler.callers.cloud-run", "scheduler")))
        .isEqualTo(
            new CallerConfig(
                "iam",
                SECRET,
                Set.of("https://a.example", "https://b.example"),
                Set.of("a@p.example", "b@p.example"),
                "https://issuer.example",
                "https://issuer.example/keys",
                Duration.ofMinutes(1),
                true,
                "scheduler"));
  }

  @Test
  void everyVariableCanBeSet() {
    assertThat(
            read(
                Map.of(
                    "SCHEDULER_AUTH", "iam",
                    "CRON_SECRET", SECRET,
                    "SCHEDULER_AUDIENCE", "https://a.example",
                    "SCHEDULER_SERVICE_ACCOUNTS", "a@p.example,b@p.example",
                    "SCHEDULER_ISSUER", "https://issuer.example",
                    "SCHEDULER_JWKS_URL", "https://issuer.example/keys",
                    "SCHEDULER_CLOCK_SKEW", "1m",
                    "SCHEDULER_TRUST_HEADER", "true",
                    "K_SERVICE", "scheduler"),
                "scheduler-service"))
        .isEqualTo(
            new CallerConfig(
                "iam",
                SECRET,
                Set.of("https://a.example"),
                Set.of("a@p.example", "b@p.example"),
                "https://issuer.example",
                "https://issuer.example/keys",
                Duration.ofMinutes(1),
                true,
                "scheduler"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongConfigurationEndsTheStartAndNamesTheVariable(
      Map<String, Object> properties, String sentence) {
    assertThatThrownBy(() -> read(properties)).rootCause().hasMessage(sentence);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            Map.of("millrace.scheduler.callers.auth", "none"),
            "SCHEDULER_AUTH must be token or iam, and is none."),
        Arguments.of(
            Map.of("millrace.scheduler.callers.auth", "iam"),
            "SCHEDULER_AUTH iam needs SCHEDULER_AUDIENCE and SCHEDULER_SERVICE_ACCOUNTS."),
        Arguments.of(
            Map.of("millrace.scheduler.callers.cron-secret", "short"),
            "CRON_SECRET must hold at least 16 bytes, and holds 5; make one with: openssl rand -hex"
                + " 32"),
        Arguments.of(
            Map.of("millrace.scheduler.callers.audiences", "https://a.example"),
            "SCHEDULER_SERVICE_ACCOUNTS must name who may call, since SCHEDULER_AUDIENCE is set."),
        Arguments.of(
            Map.of("millrace.scheduler.callers.service-accounts", "a@p.example"),
            "SCHEDULER_AUDIENCE must be set, since SCHEDULER_SERVICE_ACCOUNTS is."),
        Arguments.of(
            Map.of(
                "millrace.scheduler.callers.audiences", "https://a.example",
                "millrace.scheduler.callers.service-accounts", "anybody"),
            "SCHEDULER_SERVICE_ACCOUNTS must be e-mail addresses, and one is anybody"),
        Arguments.of(
            Map.of("millrace.scheduler.callers.issuer", " "),
            "SCHEDULER_ISSUER must not be empty."),
        Arguments.of(
            Map.of("millrace.scheduler.callers.jwks-url", "http://keys.example.com/certs"),
            "SCHEDULER_JWKS_URL must be an https address, and is http://keys.example.com/certs."),
        Arguments.of(
            Map.of("millrace.scheduler.callers.clock-skew", "1h"),
            "SCHEDULER_CLOCK_SKEW must be between 0s and 5m."));
  }

  @Test
  void theSecretIsNotInTheTextOfTheConfiguration() {
    assertThat(read(Map.of("millrace.scheduler.callers.cron-secret", SECRET)).toString())
        .contains("auth=token")
        .doesNotContain(SECRET);
  }

  private static CallerConfig read(Map<String, Object> properties, String... environments) {
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
      return context.getBean(CallerConfig.class);
    }
  }
}
