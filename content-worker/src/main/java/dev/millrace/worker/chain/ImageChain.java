package dev.millrace.worker.chain;

import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.provider.ProviderException;

/** Orders a picture from the models of the chain in turn, until one has drawn it. */
public interface ImageChain {
  /**
   * Orders.
   *
   * @throws ProviderException when no model is left: with the class that lets the work run again
   *     soonest
   */
  ImageAnswer draw(CallSite site, ImageOrder order) throws ProviderException, InterruptedException;
}
