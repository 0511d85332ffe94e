package dev.millrace.worker.call;

import dev.millrace.worker.call.guard.ProviderConfig;
import java.time.Duration;

/**
 * A token bucket of requests and one of tokens, the row being locked. They fill evenly and hold ten
 * seconds' worth, so that no minute sees more than a sixth above the limit. A call that is larger
 * than the bucket is let through when the bucket is full, and those after it wait longer.
 *
 * <p>Not safe for use by many threads.
 */
final class Bucket {
  private static final double PARTS_OF_A_MINUTE = 6;
  private static final double SECONDS = 60;

  private final ProviderConfig config;
  private final double age;
  private double requests;
  private double tokens;
  private double promisedRequests;
  private double promisedTokens;
  private boolean isTouched;

  /**
   * @param age seconds since so much was left
   */
  Bucket(ProviderConfig config, double requestsLeft, double tokensLeft, double age) {
    this.config = config;
    this.age = Math.max(age, 0);
    this.requests =
        Math.min(
            requestCapacity(config),
            requestsLeft + this.age * config.requestsPerMinute() / SECONDS);
    this.tokens =
        Math.min(tokenCapacity(config), tokensLeft + this.age * config.tokensPerMinute() / SECONDS);
  }

  static double requestCapacity(ProviderConfig config) {
    return Math.max(1, config.requestsPerMinute() / PARTS_OF_A_MINUTE);
  }

  static double tokenCapacity(ProviderConfig config) {
    return config.tokensPerMinute() / PARTS_OF_A_MINUTE;
  }

  /**
   * How long a call has to wait; zero when it may be made now. Each that waits is told a later time
   * than those before it, so that they do not all come back at once.
   */
  Duration waitFor(long estimatedTokens) {
    double needed = Math.min((double) estimatedTokens, tokenCapacity(config));
    double seconds = 0;
    if (config.requestsPerMinute() > 0) {
      seconds = (1 + promisedRequests - requests) * SECONDS / config.requestsPerMinute();
    }
    if (config.tokensPerMinute() > 0) {
      seconds =
          Math.max(
              seconds, (needed + promisedTokens - tokens) * SECONDS / config.tokensPerMinute());
    }
    if (seconds <= 0) {
      return Duration.ZERO;
    }
    promisedRequests++;
    promisedTokens += needed;
    return Duration.ofMillis((long) (seconds * 1000) + 1);
  }

  /** Takes a call's share. */
  void take(long estimatedTokens) {
    requests--;
    tokens -= estimatedTokens;
    isTouched = true;
  }

  boolean isTouched() {
    return isTouched;
  }

  double requests() {
    return requests;
  }

  double tokens() {
    return tokens;
  }

  double age() {
    return age;
  }
}
