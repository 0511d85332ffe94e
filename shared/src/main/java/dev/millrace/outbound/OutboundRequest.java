package dev.millrace.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A POST of JSON to an address that somebody else has chosen.
 *
 * @param url where to; https, or http to this machine where the configuration allows it
 * @param headers beside those of HTTP itself and {@code Content-Type}; of visible ASCII
 * @param body the JSON; the array is not copied and must not be changed
 * @param timeLimit the most that all of it may take, from the first question to DNS to the last
 *     byte of the answer
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copying it would be waste
public record OutboundRequest(
    URI url, Map<String, String> headers, byte[] body, Duration timeLimit) {

  /** Refuses headers that could smuggle others, and time limits that leave no time. */
  public OutboundRequest {
    headers = Map.copyOf(headers);
    headers.forEach(
        (name, value) -> {
          if (!isPrintable(name) || !isPrintable(value)) {
            throw new IllegalArgumentException("A header must be of visible ASCII: " + name);
          }
        });
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("The time limit must be more than nothing.");
    }
  }

  private static boolean isPrintable(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
