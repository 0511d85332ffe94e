package dev.millrace.worker.adapter.openai;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;

/**
 * OpenAI, or a server that speaks its API. Bound to {@code millrace.openai}.
 *
 * @param apiKey {@code OPENAI_API_KEY}; empty when the provider is not set up
 * @param baseUrl {@code OPENAI_BASE_URL}: up to and with its version, such as {@code /v1}
 * @param model {@code OPENAI_MODEL}: the model where a chain names none
 * @param cheapModel {@code OPENAI_MODEL_CHEAP}: the same in a cheaper chain
 * @param timeLimit {@code OPENAI_TIME_LIMIT}: the most that one call may take, its answer included
 */
@ConfigurationProperties("millrace.openai")
record OpenAiConfig(
    @Bindable(defaultValue = "") String apiKey,
    @Bindable(defaultValue = "https://api.openai.com/v1") URI baseUrl,
    @Bindable(defaultValue = "gpt-4.1-mini") String model,
    @Bindable(defaultValue = "gpt-4.1-nano") String cheapModel,
    @Bindable(defaultValue = "2m") Duration timeLimit) {

  OpenAiConfig {
    apiKey = apiKey.strip();
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("OPENAI_TIME_LIMIT must be more than 0s.");
    }
  }

  /** Whether the base URL is OpenAI's own. */
  boolean isOpenAi() {
    return "api.openai.com".equals(baseUrl.getHost());
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "OpenAiConfig[" + baseUrl + ", " + model + "]";
  }
}
