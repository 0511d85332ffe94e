package dev.millrace.worker.adapter.offline;

import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.provider.offline.OfflineProvider;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Draws what it is asked for as SVG: a product's outline in colours that the words decide, the
 * words beneath, and who drew it. The same order gives the same bytes.
 */
final class OfflineImageModel implements ImageModel {
  static final String VERSION = "offline-svg-1";

  private static final ModelName NAME = new ModelName(OfflineProvider.NAME, VERSION);

  @Override
  public ModelName name() {
    return NAME;
  }

  @Override
  public Picture draw(ImageOrder order, @Nullable String begun, TicketListener tickets)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled before the picture");
    }
    return new Picture(
        Drawing.of(order).getBytes(StandardCharsets.UTF_8),
        "image/svg+xml",
        order.width(),
        order.height());
  }
}
