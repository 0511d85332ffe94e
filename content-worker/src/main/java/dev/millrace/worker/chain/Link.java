package dev.millrace.worker.chain;

import java.util.Arrays;
import java.util.List;

/**
 * One entry of a configured chain.
 *
 * @param model empty for the provider's usual one
 */
record Link(String provider, String model) {
  /** Reads {@code provider,provider/model,…}; a model's own name may hold further slashes. */
  static List<Link> parse(String variable, String chain) {
    List<Link> links =
        Arrays.stream(chain.split(","))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .map(Link::of)
            .distinct()
            .toList();
    if (links.isEmpty()) {
      throw new IllegalArgumentException(
          variable + " names no provider; write auto, or a list such as gemini,openai,offline.");
    }
    return links;
  }

  private static Link of(String entry) {
    int slash = entry.indexOf('/');
    return slash < 0
        ? new Link(entry, "")
        : new Link(entry.substring(0, slash), entry.substring(slash + 1));
  }
}
