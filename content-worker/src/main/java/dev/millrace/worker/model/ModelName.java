package dev.millrace.worker.model;

/**
 * Which model of which provider.
 *
 * @param provider such as {@code openai}; limits, prices and circuits are a provider's
 * @param model the provider's own name for it
 */
public record ModelName(String provider, String model) {
  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
