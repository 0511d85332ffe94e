package dev.millrace.local.pubsub;

import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.Subscription;

/**
 * What happens to a message that was nacked or whose deadline passed: when it comes back, and after
 * how many attempts it is a dead letter.
 *
 * @param minimumNanos the first wait; zero without a retry policy
 * @param maximumNanos the longest wait
 * @param maximumAttempts zero without a dead-letter policy
 */
record RedeliveryPolicy(long minimumNanos, long maximumNanos, int maximumAttempts) {
  static RedeliveryPolicy of(Subscription subscription) {
    long minimum = 0;
    long maximum = 0;
    if (subscription.hasRetryPolicy()) {
      minimum = Durations.toNanos(subscription.getRetryPolicy().getMinimumBackoff());
      maximum = Durations.toNanos(subscription.getRetryPolicy().getMaximumBackoff());
    }
    int attempts =
        subscription.hasDeadLetterPolicy()
            ? subscription.getDeadLetterPolicy().getMaxDeliveryAttempts()
            : 0;
    return new RedeliveryPolicy(minimum, maximum, attempts);
  }

  boolean countsAttempts() {
    return maximumAttempts > 0;
  }

  boolean exhausted(int failures) {
    return countsAttempts() && failures >= maximumAttempts;
  }

  /** The wait after the given number of failures: minimum × 2^(failures − 1), up to the maximum. */
  long backoffNanos(int failures) {
    long wait = minimumNanos;
    for (int doubled = 1; doubled < failures && wait < maximumNanos; doubled++) {
      wait *= 2;
    }
    return Math.min(wait, maximumNanos);
  }
}
