package dev.millrace.worker.model;

import dev.millrace.worker.provider.ProviderException;
import org.jspecify.annotations.Nullable;

/** Draws pictures. Implementations are safe for use by many threads at once. */
public interface ImageModel {
  /** Which model this is. */
  ModelName name();

  /**
   * Draws, without repetition.
   *
   * @param begun the provider's own id of this drawing, when an earlier caller ordered it and was
   *     lost: the drawing is fetched, and not ordered again. Null to order it
   * @param tickets told the provider's id as soon as the order is placed, before the picture is
   *     waited for; never told by models that know no such id
   * @throws ProviderException with the class that decides what follows
   * @throws InterruptedException if the thread is interrupted before or during the call
   */
  Picture draw(ImageOrder order, @Nullable String begun, TicketListener tickets)
      throws ProviderException, InterruptedException;

  /** Hears under which id the provider works. */
  @FunctionalInterface
  interface TicketListener {
    /**
     * An order was placed.
     *
     * @throws ProviderException when that cannot be written down any more, as after a lost lease
     */
    void ordered(String id) throws ProviderException;
  }
}
