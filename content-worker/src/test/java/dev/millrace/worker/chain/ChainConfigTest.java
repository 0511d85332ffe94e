package dev.millrace.worker.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.testing.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChainConfigTest {
  @Test
  void everyChainIsAutomaticByDefault() {
    assertThat(Settings.read(ChainConfig.class, Map.of()))
        .isEqualTo(new ChainConfig("auto", "auto", "auto", "auto", "auto", "auto", "auto", "auto"));
  }

  @Test
  void everyVariableHasItsName() {
    assertThat(
            Settings.read(
                ChainConfig.class,
                Map.of(
                    "CONTENT_CHAIN", "gemini,openai/gpt-4.1,offline",
                    "AGENT_CHAIN", "a",
                    "IMAGE_CHAIN", "i",
                    "CATALOG_CHAIN", "k",
                    "CONTENT_CHAIN_CHEAP", "cc",
                    "AGENT_CHAIN_CHEAP", "ac",
                    "IMAGE_CHAIN_CHEAP", "ic",
                    "CATALOG_CHAIN_CHEAP", "kc")))
        .isEqualTo(
            new ChainConfig(
                "gemini,openai/gpt-4.1,offline", "a", "i", "k", "cc", "ac", "ic", "kc"));
  }
}
