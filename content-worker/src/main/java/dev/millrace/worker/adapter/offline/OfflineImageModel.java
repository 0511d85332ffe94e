package dev.millrace.worker.adapter.offline;

import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.provider.offline.OfflineProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Draws what it is asked for as SVG: a product's outline in colours that the words decide, the
 * words beneath, and who drew it. The same order gives the same bytes.
 */
final class OfflineImageModel implements ImageModel {
  static final String VERSION = "offline-svg-1";

  private static final ModelName NAME = new ModelName(OfflineProvider.NAME, VERSION);

  private final Duration latency;

  /** A model that takes so long for each picture, on top of its own work. */
  OfflineImageModel(Duration latency) {
    this.latency = latency;
  }

  @Override
  public ModelName name() {
    return NAME;
  }

  @Override
  public Picture draw(ImageOrder order, @Nullable String begun, TicketListener tickets)
      throws InterruptedException {
    Thread.sleep(latency);
    return new Picture(
        Drawing.of(order).getBytes(StandardCharsets.UTF_8),
        "image/svg+xml",
        order.width(),
        order.height());
  }
}
