package dev.millrace.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.health.Probe;
import dev.millrace.security.Tokens;
import io.grpc.Status;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretsTest {
  private final SecretServer server = new SecretServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whereNothingIsAskedForNobodyIsCalled() {
    assertThat(Secrets.of(Map.of("SECRET_MANAGER_ENDPOINT", server.endpoint()))).isEmpty();
    assertThat(Secrets.of(environment(" "))).isEmpty();
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void aSecretBecomesTheVariableOfItsName() throws Exception {
    server.add("OPENAI_API_KEY", "key-1\n");

    try (ApplicationContext context = started(environment("OPENAI_API_KEY"))) {
      assertThat(resolved(context, "OPENAI_API_KEY")).contains("key-1");
      assertThat(probe(context)).isPresent();
      assertThat(check(context)).isTrue();
    }
    assertThat(server.asked())
        .containsExactly("projects/p-1/secrets/OPENAI_API_KEY/versions/latest");
  }

  @Test
  void aSecretMayHaveAnotherNameAndAVersion() {
    server.add("shop-key", "first").add("shop-key", "second");

    try (ApplicationContext context =
        started(environment("PRODUCT_API_KEY = shop-key:1, FLUX_API_KEY=shop-key"))) {
      assertThat(resolved(context, "PRODUCT_API_KEY")).contains("first");
      assertThat(resolved(context, "FLUX_API_KEY")).contains("second");
    }
  }

  @Test
  void theNextStartTakesARotatedSecret() {
    server.add("CRON_SECRET", "the-first-secret");
    Map<String, String> environment = environment("CRON_SECRET");
    try (ApplicationContext context = started(environment)) {
      assertThat(resolved(context, "CRON_SECRET")).contains("the-first-secret");
    }

    server.add("CRON_SECRET", "the-second-secret");

    try (ApplicationContext context = started(environment)) {
      assertThat(resolved(context, "CRON_SECRET")).contains("the-second-secret");
    }
  }

  @Test
  void whatIsMissingOrDeniedIsNamedAndTheRestWorks() {
    server.add("OPENAI_API_KEY", "key-1").add("PRODUCT_API_KEY", "never-shown");
    server.refuse(
        "PRODUCT_API_KEY", Status.PERMISSION_DENIED.withDescription("PRODUCT_API_KEY denied"));

    try (ApplicationContext context =
        started(environment("GEMINI_API_KEY,OPENAI_API_KEY,PRODUCT_API_KEY"))) {
      assertThat(resolved(context, "OPENAI_API_KEY")).contains("key-1");
      assertThat(resolved(context, "GEMINI_API_KEY")).isEmpty();
      assertThat(resolved(context, "PRODUCT_API_KEY")).isEmpty();
      assertThatThrownBy(() -> check(context))
          .hasMessageContaining("GEMINI_API_KEY of gemini")
          .hasMessageContaining("PRODUCT_API_KEY")
          .hasMessageNotContaining("OPENAI_API_KEY");
    }
  }

  @Test
  void theEnvironmentHasPrecedenceAndIsNotAskedFor() {
    server.add("OPENAI_API_KEY", "from-the-server");
    Map<String, String> environment = environment("OPENAI_API_KEY");
    environment.put("OPENAI_API_KEY", "from-the-environment");

    PropertySource source = Secrets.of(environment)[0];

    assertThat(source.get("OPENAI_API_KEY")).isNull();
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void aSecretOfSeveralLinesStaysSo() {
    server.add("SIGNING_KEY", "-----BEGIN\nabc\n-----END\n");

    assertThat(Secrets.of(environment("SIGNING_KEY"))[0].get("SIGNING_KEY"))
        .isEqualTo("-----BEGIN\nabc\n-----END");
  }

  @Test
  void whatWasChangedOnTheWayIsNoSecret() {
    server.add("OPENAI_API_KEY", "key-1").breakAnswers();

    try (ApplicationContext context = started(environment("OPENAI_API_KEY"))) {
      assertThat(resolved(context, "OPENAI_API_KEY")).isEmpty();
      assertThatThrownBy(() -> check(context)).hasMessageContaining("OPENAI_API_KEY of openai");
    }
  }

  @Test
  void aServerThatIsAwayIsGivenUpInTime() {
    Map<String, String> environment = environment("OPENAI_API_KEY");
    environment.put("SECRET_MANAGER_TIME_LIMIT", "200ms");
    server.close();

    try (ApplicationContext context = started(environment)) {
      assertThatThrownBy(() -> check(context)).hasMessageContaining("OPENAI_API_KEY of openai");
    }
  }

  @Test
  void noTextShowsASecret() {
    server.add("OPENAI_API_KEY", "hidden-key");

    assertThat(List.of(Secrets.of(environment("OPENAI_API_KEY"))).toString())
        .contains("OPENAI_API_KEY")
        .doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource({
    "SECRET_MANAGER_KEYS, openai key, SECRET_MANAGER_KEYS",
    "SECRET_MANAGER_KEYS, OPENAI_API_KEY=../x, SECRET_MANAGER_KEYS",
    "SECRET_MANAGER_ENDPOINT, host:port, SECRET_MANAGER_ENDPOINT",
    "SECRET_MANAGER_TIME_LIMIT, soon, SECRET_MANAGER_TIME_LIMIT",
    "SECRET_MANAGER_TIME_LIMIT, 2m, SECRET_MANAGER_TIME_LIMIT",
    "GOOGLE_CLOUD_PROJECT, '', GOOGLE_CLOUD_PROJECT"
  })
  void whatMakesNoSenseNamesTheVariable(String variable, String value, String named) {
    Map<String, String> environment = environment("OPENAI_API_KEY");
    environment.put(variable, value);

    assertThatThrownBy(() -> Secrets.of(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(named);
  }

  private Map<String, String> environment(String keys) {
    return new HashMap<>(
        Map.of(
            "SECRET_MANAGER_KEYS",
            keys,
            "SECRET_MANAGER_ENDPOINT",
            server.endpoint(),
            "GOOGLE_CLOUD_PROJECT",
            "p-1"));
  }

  /** A context as {@code Launch} makes it. */
  private static ApplicationContext started(Map<String, String> environment) {
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .properties(
            Map.of(
                "millrace.startup.enabled", "false",
                "datasources.default.enabled", "false",
                "millrace.security.secret-key", Tokens.SECRET_KEY))
        .propertySources(Secrets.of(environment))
        .start();
  }

  /** What a placeholder of a configuration file becomes. */
  private static Optional<String> resolved(ApplicationContext context, String variable) {
    return context
        .getEnvironment()
        .getPlaceholderResolver()
        .resolvePlaceholders("${" + variable + ":}")
        .filter(value -> !value.isEmpty());
  }

  private static Optional<Probe> probe(ApplicationContext context) {
    return context.getBeansOfType(Probe.class).stream()
        .filter(probe -> probe.name().equals("secret_manager"))
        .findFirst();
  }

  private static boolean check(ApplicationContext context) throws Exception {
    return probe(context).orElseThrow().check();
  }
}
