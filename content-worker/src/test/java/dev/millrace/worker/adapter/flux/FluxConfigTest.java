package dev.millrace.worker.adapter.flux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.testing.ModelCalling;
import dev.millrace.worker.testing.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FluxConfigTest {
  @Test
  void theDefaultsAre() {
    assertThat(Settings.read(FluxConfig.class, Map.of()))
        .isEqualTo(
            new FluxConfig(
                "",
                URI.create("https://api.bfl.ai"),
                "flux-pro-1.1",
                "flux-dev",
                Duration.ofMinutes(3),
                List.of("*.bfl.ai"),
                Duration.ofMillis(500)));
  }

  @Test
  void everyVariableHasItsNameAndNoTextHoldsTheKey() {
    FluxConfig config =
        Settings.read(
            FluxConfig.class,
            Map.of(
                "FLUX_API_KEY", ModelCalling.KEY,
                "FLUX_BASE_URL", "http://127.0.0.1:1",
                "FLUX_MODEL", "m",
                "FLUX_MODEL_CHEAP", "c",
                "FLUX_TIME_LIMIT", "7s",
                "FLUX_HOSTS", "a.example,*.b.example"));
    assertThat(config)
        .isEqualTo(
            new FluxConfig(
                ModelCalling.KEY,
                URI.create("http://127.0.0.1:1"),
                "m",
                "c",
                Duration.ofSeconds(7),
                List.of("a.example", "*.b.example"),
                Duration.ofMillis(500)));
    assertThat(config.toString()).doesNotContain(ModelCalling.KEY);
  }
}
