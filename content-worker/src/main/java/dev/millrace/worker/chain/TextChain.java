package dev.millrace.worker.chain;

import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.provider.ProviderException;

/** Asks the models of a chain in turn, until one gives a valid answer. */
public interface TextChain {
  /**
   * Asks. An answer that does not meet the schema is repaired once by its model, with the error
   * quoted; then the next model is asked, as after failures of the model itself.
   *
   * @throws ProviderException when no model is left: with the class that lets the work run again
   *     soonest
   */
  TextAnswer ask(CallSite site, Purpose purpose, Prompt prompt)
      throws ProviderException, InterruptedException;
}
