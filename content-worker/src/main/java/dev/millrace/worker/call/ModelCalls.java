package dev.millrace.worker.call;

import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;

/**
 * The one way to call a model. Every call passes its provider's circuit, bulkhead and limits and
 * its organization's budget, is written down before it is dispatched, and is settled after. No
 * database connection is held meanwhile. Embedded models, which cost nothing and call nobody, pass
 * straight through.
 */
public interface ModelCalls {
  /**
   * Asks once.
   *
   * @throws ProviderException the model's own, or {@code rate_limited} when a limit, an open
   *     circuit or the budget forbids the call, with the time at which to come back
   */
  Answered<Completion> complete(CallSite site, TextModel model, Prompt prompt)
      throws ProviderException, InterruptedException;

  /** Orders a picture once, or fetches the one that an earlier holder of the row has ordered. */
  Answered<Picture> draw(CallSite site, ImageModel model, ImageOrder order)
      throws ProviderException, InterruptedException;
}
