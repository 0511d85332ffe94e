package dev.millrace.worker.adapter.flux;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Flux by Black Forest Labs. Bound to {@code millrace.flux}.
 *
 * @param apiKey {@code FLUX_API_KEY}; empty when the provider is not set up
 * @param baseUrl {@code FLUX_BASE_URL}: without the version
 * @param model {@code FLUX_MODEL}: the model where a chain names none
 * @param cheapModel {@code FLUX_MODEL_CHEAP}: the same in a cheaper chain
 * @param timeLimit {@code FLUX_TIME_LIMIT}: the most from the order to the picture
 * @param hosts {@code FLUX_HOSTS}: where its answers may send us, besides the base URL's host; a
 *     leading {@code *.} stands for any name below
 * @param pollEvery how long to wait between two looks at an order, at first
 */
@ConfigurationProperties("millrace.flux")
record FluxConfig(
    @Bindable(defaultValue = "") String apiKey,
    @Bindable(defaultValue = "https://api.bfl.ai") URI baseUrl,
    @Bindable(defaultValue = "flux-pro-1.1") String model,
    @Bindable(defaultValue = "flux-dev") String cheapModel,
    @Bindable(defaultValue = "3m") Duration timeLimit,
    @Bindable(defaultValue = "*.bfl.ai") List<String> hosts,
    @Bindable(defaultValue = "500ms") Duration pollEvery) {

  FluxConfig {
    apiKey = apiKey.strip();
    hosts = List.copyOf(hosts);
    if (!timeLimit.isPositive() || !pollEvery.isPositive()) {
      throw new IllegalArgumentException("FLUX_TIME_LIMIT must be more than 0s.");
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "FluxConfig[" + baseUrl + ", " + model + "]";
  }
}
