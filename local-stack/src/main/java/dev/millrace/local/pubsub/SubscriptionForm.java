package dev.millrace.local.pubsub;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Subscription.State;
import java.util.Set;

/**
 * Checks a subscription as asked for and fills in the service's defaults.
 *
 * <p>Source of bounds and defaults: the comments of {@code google/pubsub/v1/pubsub.proto}.
 */
final class SubscriptionForm {
  private static final Set<String> SERVED =
      Set.of(
          "name",
          "topic",
          "ack_deadline_seconds",
          "message_retention_duration",
          "labels",
          "expiration_policy",
          "dead_letter_policy",
          "retry_policy",
          "detached",
          "state",
          "topic_message_retention_duration");
  static final Set<String> UPDATABLE =
      Set.of(
          "ack_deadline_seconds",
          "message_retention_duration",
          "labels",
          "expiration_policy",
          "dead_letter_policy",
          "retry_policy");
  private static final Duration LONGEST_BACKOFF = Durations.fromSeconds(600);
  private static final Duration SHORTEST_RETENTION = Durations.fromMinutes(10);
  private static final Duration LONGEST_RETENTION = Durations.fromDays(31);

  private SubscriptionForm() {}

  static Subscription complete(Subscription asked) {
    Feature.requireOnly(asked, SERVED);
    Subscription.Builder form =
        asked.toBuilder().setAckDeadlineSeconds(ackDeadline(asked)).setState(State.ACTIVE);
    form.setMessageRetentionDuration(retention(asked));
    if (!asked.hasExpirationPolicy()) {
      form.setExpirationPolicy(ExpirationPolicy.newBuilder().setTtl(Durations.fromDays(31)));
    }
    if (asked.hasDeadLetterPolicy()) {
      form.setDeadLetterPolicy(deadLetterPolicy(asked.getDeadLetterPolicy()));
    }
    if (asked.hasRetryPolicy()) {
      form.setRetryPolicy(retryPolicy(asked.getRetryPolicy()));
    }
    return form.build();
  }

  private static int ackDeadline(Subscription asked) {
    int seconds = asked.getAckDeadlineSeconds();
    if (seconds == 0) {
      return 10;
    }
    if (seconds < 10 || seconds > 600) {
      throw Refusal.invalid("Invalid ack deadline given (ack_deadline_seconds=" + seconds + ").");
    }
    return seconds;
  }

  private static Duration retention(Subscription asked) {
    if (!asked.hasMessageRetentionDuration()) {
      return Durations.fromDays(7);
    }
    return within(
        asked.getMessageRetentionDuration(),
        SHORTEST_RETENTION,
        LONGEST_RETENTION,
        "message_retention_duration");
  }

  private static DeadLetterPolicy deadLetterPolicy(DeadLetterPolicy asked) {
    ResourceName.topic(asked.getDeadLetterTopic());
    int attempts = asked.getMaxDeliveryAttempts();
    if (attempts == 0) {
      return asked.toBuilder().setMaxDeliveryAttempts(5).build();
    }
    if (attempts < 5 || attempts > 100) {
      throw Refusal.invalid(
          "Invalid maximum of delivery attempts (max_delivery_attempts=" + attempts + ").");
    }
    return asked;
  }

  private static RetryPolicy retryPolicy(RetryPolicy asked) {
    Duration minimum =
        asked.hasMinimumBackoff() ? asked.getMinimumBackoff() : Durations.fromSeconds(10);
    Duration maximum = asked.hasMaximumBackoff() ? asked.getMaximumBackoff() : LONGEST_BACKOFF;
    within(minimum, Durations.ZERO, LONGEST_BACKOFF, "minimum_backoff");
    within(maximum, Durations.ZERO, LONGEST_BACKOFF, "maximum_backoff");
    if (Durations.compare(minimum, maximum) > 0) {
      throw Refusal.invalid("minimum_backoff is above maximum_backoff.");
    }
    return RetryPolicy.newBuilder().setMinimumBackoff(minimum).setMaximumBackoff(maximum).build();
  }

  private static Duration within(Duration value, Duration least, Duration most, String field) {
    if (!Durations.isValid(value)
        || Durations.compare(value, least) < 0
        || Durations.compare(value, most) > 0) {
      throw Refusal.invalid("Invalid duration given (field=" + field + ").");
    }
    return value;
  }
}
