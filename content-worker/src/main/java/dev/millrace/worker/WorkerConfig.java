package dev.millrace.worker;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the worker works.
 *
 * @param subscription the subscription of content requests
 * @param deadLetterTopic where messages go that can never work
 * @param deadLetterSubscription the subscription on that topic
 * @param concurrency the most requests in flight: claimed, or about to be
 * @param lease how long a claim is granted for; renewed at a third of it
 * @param backoffMin the subscription's shortest backoff
 * @param backoffMax the subscription's longest backoff
 * @param longestHold how long a message that came too early is held rather than given back
 * @param configurationPause how long intake rests after a fault of this installation
 * @param grace how long a stopping worker lets work finish
 * @param databasePatience how long a write waits for a database that is away
 */
@ConfigurationProperties("millrace.worker")
public record WorkerConfig(
    @Bindable(defaultValue = "content-generation-sub") String subscription,
    @Bindable(defaultValue = "content-generation-dlq") String deadLetterTopic,
    @Bindable(defaultValue = "content-generation-dlq-sub") String deadLetterSubscription,
    @Bindable(defaultValue = "1000") int concurrency,
    @Bindable(defaultValue = "30s") Duration lease,
    @Bindable(defaultValue = "10s") Duration backoffMin,
    @Bindable(defaultValue = "600s") Duration backoffMax,
    @Bindable(defaultValue = "10s") Duration longestHold,
    @Bindable(defaultValue = "30s") Duration configurationPause,
    @Bindable(defaultValue = "8s") Duration grace,
    @Bindable(defaultValue = "30s") Duration databasePatience) {
  private static final int MOST_IN_A_SET = 500;

  public WorkerConfig {
    if (concurrency < 1) {
      throw new IllegalArgumentException("WORKER_CONCURRENCY must be at least 1.");
    }
  }

  /**
   * The most requests that one transaction claims or settles: an eighth of those in flight, so that
   * some are generated while others are written, and at most 500.
   */
  public int largestSet() {
    return Math.clamp(concurrency / 8, 1, MOST_IN_A_SET);
  }

  /** The most requests that wait for such a transaction. */
  public int mostWaiting() {
    return Math.max(MOST_IN_A_SET, concurrency);
  }
}
