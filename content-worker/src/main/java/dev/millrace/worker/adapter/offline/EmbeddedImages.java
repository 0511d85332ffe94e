package dev.millrace.worker.adapter.offline;

import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageProvider;
import dev.millrace.worker.provider.offline.OfflineConfig;
import dev.millrace.worker.provider.offline.OfflineProvider;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The embedded picture model, which is always there. */
@Singleton
final class EmbeddedImages implements ImageProvider {
  private final OfflineConfig config;

  EmbeddedImages(OfflineConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return OfflineProvider.NAME;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public String usualModel() {
    return OfflineImageModel.VERSION;
  }

  @Override
  public String cheapModel() {
    return usualModel();
  }

  @Override
  public ImageModel model(String name) {
    return new OfflineImageModel(config.latency());
  }

  @Override
  public void ping() {}
}
