package dev.millrace.worker.model;

import dev.millrace.worker.provider.ProviderException;
import java.util.Optional;

/** A provider of models, set up or not. Implementations are safe for use by many threads. */
public interface ModelProvider {
  /** The name in chains, in logs and in {@code provider_calls}, such as {@code openai}. */
  String name();

  /** The variable without which it cannot serve; empty when it is set up. */
  Optional<String> missing();

  /** The model that is meant where none is named. */
  String usualModel();

  /** The model that is meant where none is named and money is short. */
  String cheapModel();

  /**
   * Asks whether the provider would serve us, by a call that costs nothing.
   *
   * @throws ProviderException when it would not, with the reason
   */
  void ping() throws ProviderException, InterruptedException;
}
