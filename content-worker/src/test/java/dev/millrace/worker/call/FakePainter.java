package dev.millrace.worker.call;

import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.provider.ProviderException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A model that draws, remembers what it was ordered and asked for, and does as its test says. */
final class FakePainter implements ImageModel {
  static final ImageOrder ORDER = new ImageOrder("a mill", "1", 64, 64);

  private final Waiting waiting;
  private final List<String> orders = new CopyOnWriteArrayList<>();
  private final List<String> fetched = new CopyOnWriteArrayList<>();

  /** What happens between an order and its picture. */
  @FunctionalInterface
  interface Waiting {
    /** Ends when the picture is there. */
    void wait(String id) throws ProviderException, InterruptedException;
  }

  FakePainter(Waiting waiting) {
    this.waiting = waiting;
  }

  List<String> orders() {
    return orders;
  }

  List<String> fetched() {
    return fetched;
  }

  @Override
  public ModelName name() {
    return new ModelName("test", "pictures");
  }

  @Override
  public Picture draw(ImageOrder order, @Nullable String begun, TicketListener tickets)
      throws ProviderException, InterruptedException {
    String id = begun;
    if (id == null) {
      id = "order-" + (orders.size() + 1);
      orders.add(id);
      tickets.ordered(id);
    } else {
      fetched.add(id);
    }
    waiting.wait(id);
    return new Picture(
        id.getBytes(StandardCharsets.UTF_8), "image/png", order.width(), order.height());
  }
}
