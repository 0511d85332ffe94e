package dev.millrace.scheduler.waking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WakingConfigTest {
  private static final String JOB = "projects/p-1/locations/europe-west1/jobs/drain";

  @Test
  void byDefaultNothingIsStarted() {
    WakingConfig defaults =
        new WakingConfig(
            "",
            URI.create("https://run.googleapis.com"),
            URI.create("http://metadata.google.internal"),
            Duration.ofSeconds(5));

    assertThat(read(Map.of())).isEqualTo(defaults);
    assertThat(read(Map.of(), "scheduler-service")).isEqualTo(defaults);
  }

  @Test
  void everyPropertyAndVariableHasItsName() {
    WakingConfig expected =
        new WakingConfig(
            JOB, URI.create("http://run"), URI.create("http://metadata"), Duration.ofSeconds(5));

    assertThat(
            read(
                Map.of(
                    "millrace.scheduler.waking.job", JOB,
                    "millrace.scheduler.waking.run-url", "http://run",
                    "millrace.scheduler.waking.metadata-url", "http://metadata",
                    "millrace.scheduler.waking.time-limit", "5s")))
        .isEqualTo(expected);
    assertThat(
            read(
                Map.of(
                    "SCHEDULER_WAKE_JOB", JOB,
                    "SCHEDULER_WAKE_URL", "http://run",
                    "SCHEDULER_METADATA_URL", "http://metadata"),
                "scheduler-service"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"drain", "projects/p/locations/l/jobs/", "projects/p/locations/l/jobs/a/../b"})
  void anotherFormEndsTheStart(String job) {
    assertThatThrownBy(() -> read(Map.of("millrace.scheduler.waking.job", job)))
        .rootCause()
        .hasMessage(
            "SCHEDULER_WAKE_JOB must be of the form projects/PROJECT/locations/REGION/jobs/JOB.");
  }

  private static WakingConfig read(Map<String, Object> properties, String... environments) {
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
      return context.getBean(WakingConfig.class);
    }
  }
}
