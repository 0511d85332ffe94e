package dev.millrace.worker.model;

import dev.millrace.worker.provider.ProviderException;

/** Answers prompts. Implementations are safe for use by many threads at once. */
public interface TextModel {
  /** Which model this is. */
  ModelName name();

  /**
   * Makes one call, without repetition. Called on a virtual thread and free to block; an
   * interruption is a cancellation, and cuts the call off.
   *
   * @throws ProviderException with the class that decides what follows; never with a secret or the
   *     requester's text in its message
   * @throws InterruptedException if the thread is interrupted before or during the call
   */
  Completion complete(Prompt prompt) throws ProviderException, InterruptedException;
}
