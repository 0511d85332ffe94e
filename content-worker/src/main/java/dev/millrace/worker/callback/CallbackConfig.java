package dev.millrace.worker.callback;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How callbacks are delivered.
 *
 * @param concurrency {@code CALLBACK_CONCURRENCY}: the most that are under way at once
 * @param perReceiver the most of those that go to one receiver, once it has shown that it is prompt
 * @param timeLimit {@code CALLBACK_TIME_LIMIT}: the most that one attempt may take
 * @param prompt whoever answers within this is prompt
 * @param lookEvery the longest that something due waits that nobody has told of
 * @param lease how long a claim is granted for; renewed at a third of it
 * @param grace how long a stopping worker lets attempts finish
 * @param retention how long deliveries that have ended are kept
 */
@ConfigurationProperties("millrace.worker.callbacks")
record CallbackConfig(
    @Bindable(defaultValue = "256") int concurrency,
    @Bindable(defaultValue = "8") int perReceiver,
    @Bindable(defaultValue = "15s") Duration timeLimit,
    @Bindable(defaultValue = "2s") Duration prompt,
    @Bindable(defaultValue = "1s") Duration lookEvery,
    @Bindable(defaultValue = "1m") Duration lease,
    @Bindable(defaultValue = "2s") Duration grace,
    @Bindable(defaultValue = "30d") Duration retention) {
  private static final int MOST = 2_000;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  CallbackConfig {
    if (concurrency < 1 || concurrency > MOST) {
      throw new ConfigurationException("CALLBACK_CONCURRENCY must be 1 to " + MOST + ".");
    }
    if (perReceiver < 1) {
      throw new ConfigurationException(
          "millrace.worker.callbacks.per-receiver must be at least 1.");
    }
    if (!timeLimit.isPositive() || timeLimit.compareTo(LONGEST) > 0) {
      throw new ConfigurationException("CALLBACK_TIME_LIMIT must be more than 0s and at most 5m.");
    }
    if (!lookEvery.isPositive() || !lease.isPositive() || !retention.isPositive()) {
      throw new ConfigurationException(
          "millrace.worker.callbacks.look-every, lease and retention must be more than 0s.");
    }
  }
}
