package dev.millrace.local.pubsub;

import java.time.Duration;

/**
 * How long a nacked message waits: the minimum at first, doubling up to the maximum.
 *
 * @param minimum zero to 600 s
 * @param maximum not below the minimum, at most 600 s
 */
public record RetryBackoff(Duration minimum, Duration maximum) {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Checks the bounds that the service sets. */
  public RetryBackoff {
    if (minimum.isNegative() || minimum.compareTo(maximum) > 0 || maximum.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "A backoff lies between 0 s and 600 s: " + minimum + " to " + maximum);
    }
  }

  /** 10 s to 600 s, as in the cloud. */
  public static RetryBackoff cloud() {
    return new RetryBackoff(Duration.ofSeconds(10), LONGEST);
  }

  /** 100 ms to 5 s, for people who wait. */
  public static RetryBackoff local() {
    return new RetryBackoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  }
}
