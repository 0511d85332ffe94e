package dev.millrace.scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class HttpJobConfigTest {
  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final HttpJobConfig DEFAULTS =
      new HttpJobConfig(List.of(), "", Duration.ofSeconds(30));

  @Test
  void byDefaultNothingIsAllowed() {
    assertThat(read(Map.of())).isEqualTo(DEFAULTS);
  }

  @Test
  void theServicesOwnFileHasTheSameDefaults() {
    assertThat(read(Map.of(), "scheduler-service")).isEqualTo(DEFAULTS);
  }

  @Test
  void everyPropertyAndVariableCanBeSet() {
    HttpJobConfig expected =
        new HttpJobConfig(
            List.of("hooks.example", "https://jobs.example/v1"), SECRET, Duration.ofMinutes(1));

    assertThat(
            read(
                Map.of(
                    "millrace.scheduler.http.allowed", "hooks.example, https://jobs.example/v1,",
                    "millrace.scheduler.http.secret", SECRET,
                    "millrace.scheduler.http.time-limit", "1m")))
        .isEqualTo(expected);
    assertThat(
            read(
                Map.of(
                    "SCHEDULER_HTTP_ALLOWED", "hooks.example, https://jobs.example/v1,",
                    "SCHEDULER_HTTP_SECRET", SECRET,
                    "SCHEDULER_HTTP_TIME_LIMIT", "1m"),
                "scheduler-service"))
        .isEqualTo(expected);
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
            Map.of("millrace.scheduler.http.allowed", "hooks.example"),
            "SCHEDULER_HTTP_SECRET must be set, since SCHEDULER_HTTP_ALLOWED is; make one with:"
                + " openssl rand -base64 32"),
        Arguments.of(
            Map.of("millrace.scheduler.http.secret", "short"),
            "SCHEDULER_HTTP_SECRET must hold 24 to 64 bytes in Base64, and does not; make one"
                + " with: openssl rand -base64 32"),
        Arguments.of(
            Map.of(
                "millrace.scheduler.http.secret",
                SECRET,
                "millrace.scheduler.http.allowed",
                "ftp://hooks.example"),
            "SCHEDULER_HTTP_ALLOWED must list hosts, or beginnings of URLs, and has"
                + " ftp://hooks.example."),
        Arguments.of(
            Map.of("millrace.scheduler.http.time-limit", "1h"),
            "SCHEDULER_HTTP_TIME_LIMIT must be more than 0s and at most 10m."));
  }

  @Test
  void theSecretIsNotInTheTextOfTheConfiguration() {
    assertThat(read(Map.of("millrace.scheduler.http.secret", SECRET)).toString())
        .contains("timeLimit=PT30S")
        .doesNotContain(SECRET);
  }

  private static HttpJobConfig read(Map<String, Object> properties, String... environments) {
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
      return context.getBean(HttpJobConfig.class);
    }
  }
}
