package dev.millrace.worker.adapter.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.testing.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GeminiConfigTest {
  @Test
  void theDefaultsAre() {
    GeminiConfig config = Settings.read(GeminiConfig.class, Map.of());
    assertThat(config)
        .isEqualTo(
            new GeminiConfig(
                "api",
                "",
                "",
                "",
                "us-central1",
                URI.create("http://metadata.google.internal"),
                "gemini-2.5-flash",
                "gemini-2.5-flash-lite",
                Duration.ofMinutes(2)));
    assertThat(config.modelsUrl()).isEqualTo("https://generativelanguage.googleapis.com/v1beta");
  }

  @Test
  void everyVariableHasItsName() {
    GeminiConfig config =
        Settings.read(
            GeminiConfig.class,
            Map.of(
                "GEMINI_BACKEND", "vertex",
                "GEMINI_API_KEY", "key",
                "VERTEX_AI_PROJECT_ID", "p",
                "REGION", "global",
                "METADATA_URL", "http://127.0.0.1:1",
                "GEMINI_MODEL", "m",
                "GEMINI_MODEL_CHEAP", "c",
                "GEMINI_TIME_LIMIT", "7s"));
    assertThat(config)
        .isEqualTo(
            new GeminiConfig(
                "vertex",
                "key",
                "",
                "p",
                "global",
                URI.create("http://127.0.0.1:1"),
                "m",
                "c",
                Duration.ofSeconds(7)));
    assertThat(config.modelsUrl())
        .isEqualTo(
            "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google");
  }
}
