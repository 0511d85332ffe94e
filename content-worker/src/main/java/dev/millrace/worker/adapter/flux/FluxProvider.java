package dev.millrace.worker.adapter.flux;

import dev.millrace.worker.adapter.http.ProviderHttp;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageProvider;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Black Forest Labs. */
@Singleton
final class FluxProvider implements ImageProvider {
  static final String NAME = "flux";

  private final FluxConfig config;
  private final FluxApi api;

  FluxProvider(FluxConfig config, ProviderHttp http, Clock clock) {
    this.config = config;
    this.api = new FluxApi(config, http, clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> missing() {
    return config.apiKey().isEmpty() ? Optional.of("FLUX_API_KEY") : Optional.empty();
  }

  @Override
  public String usualModel() {
    return config.model();
  }

  @Override
  public String cheapModel() {
    return config.cheapModel();
  }

  @Override
  public ImageModel model(String name) {
    return new FluxModel(name, api, config);
  }

  @Override
  public void ping() throws ProviderException, InterruptedException {
    api.ping();
  }
}
