package dev.millrace.worker.call.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderConfigTest {
  @Test
  void theDefaultsAreThoseOfAProviderThatNothingIsConfiguredFor() {
    assertThat(read("some", Map.of("millrace.providers.some.concurrency", "16")))
        .isEqualTo(ProviderConfig.unconfigured("some"));
    assertThat(read("another", Map.of())).isEqualTo(ProviderConfig.unconfigured("another"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "gemini", "flux"})
  void itsVariablesBearTheProvidersName(String provider) {
    String prefix = provider.toUpperCase(Locale.ROOT);
    assertThat(
            read(
                provider,
                Map.of(
                    prefix + "_REQUESTS_PER_MINUTE", "1",
                    prefix + "_TOKENS_PER_MINUTE", "2",
                    prefix + "_CONCURRENCY", "3",
                    prefix + "_PATIENCE", "4s",
                    prefix + "_TIME_LIMIT", "5s",
                    prefix + "_CIRCUIT_FAILURES", "6",
                    prefix + "_CIRCUIT_WINDOW", "7s",
                    prefix + "_CIRCUIT_CALLS", "8",
                    prefix + "_CIRCUIT_OPEN", "9s")))
        .isEqualTo(
            new ProviderConfig(
                provider,
                1,
                2,
                3,
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                6,
                Duration.ofSeconds(7),
                8,
                Duration.ofSeconds(9)));
  }

  @Test
  void whatCannotBeIsRefusedAtTheStart() {
    assertThatThrownBy(() -> read("openai", Map.of("OPENAI_CONCURRENCY", "0")))
        .hasStackTraceContaining("Of the provider openai: CONCURRENCY must be at least 1.");
  }

  private static ProviderConfig read(String provider, Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.worker.heartbeat", "false");
    all.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    try (ApplicationContext context =
        ApplicationContext.builder("content-worker")
            .deduceEnvironment(false)
            .properties(all)
            .start()) {
      return context.getBean(ProviderConfigs.class).of(provider);
    }
  }
}
