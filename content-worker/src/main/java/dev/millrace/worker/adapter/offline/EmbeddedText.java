package dev.millrace.worker.adapter.offline;

import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.model.TextProvider;
import dev.millrace.worker.provider.offline.OfflineConfig;
import dev.millrace.worker.provider.offline.OfflineProvider;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The embedded text model, which is always there. */
@Singleton
final class EmbeddedText implements TextProvider {
  private final OfflineConfig config;

  EmbeddedText(OfflineConfig config) {
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
    return OfflineProvider.version();
  }

  @Override
  public String cheapModel() {
    return usualModel();
  }

  @Override
  public TextModel model(String name) {
    return new OfflineTextModel(config.latency());
  }

  @Override
  public void ping() {}
}
