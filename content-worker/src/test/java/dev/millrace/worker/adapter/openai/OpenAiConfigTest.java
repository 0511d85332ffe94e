package dev.millrace.worker.adapter.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.worker.testing.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OpenAiConfigTest {
  @Test
  void theDefaultsAre() {
    assertThat(Settings.read(OpenAiConfig.class, Map.of()))
        .isEqualTo(
            new OpenAiConfig(
                "",
                URI.create("https://api.openai.com/v1"),
                "gpt-4.1-mini",
                "gpt-4.1-nano",
                Duration.ofMinutes(2)));
  }

  @Test
  void everyVariableHasItsName() {
    assertThat(
            Settings.read(
                OpenAiConfig.class,
                Map.of(
                    "OPENAI_API_KEY", " key ",
                    "OPENAI_BASE_URL", "http://127.0.0.1:1/v1",
                    "OPENAI_MODEL", "m",
                    "OPENAI_MODEL_CHEAP", "c",
                    "OPENAI_TIME_LIMIT", "7s")))
        .isEqualTo(
            new OpenAiConfig(
                "key", URI.create("http://127.0.0.1:1/v1"), "m", "c", Duration.ofSeconds(7)));
  }

  @Test
  void aCallTakesTime() {
    assertThatThrownBy(
            () -> new OpenAiConfig("", URI.create("http://localhost"), "m", "c", Duration.ZERO))
        .hasMessageContaining("OPENAI_TIME_LIMIT");
  }
}
