package dev.millrace.local.pubsub;

import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Subscription;
import java.util.List;
import java.util.Optional;

/**
 * Forwards what has used up its attempts, with the attributes that the service adds.
 *
 * <p>Source: "Track delivery attempts" and "Dead letter topic attributes" in the service's
 * documentation of failure handling.
 */
final class DeadLetters {
  private static final String SOURCE = "CloudPubSubDeadLetterSource";

  private final Topics topics;

  DeadLetters(Topics topics) {
    this.topics = topics;
  }

  /** False, and nothing done, if the dead-letter topic is gone or the policy was taken away. */
  boolean bury(Delivery delivery, Subscription source) {
    if (!source.hasDeadLetterPolicy()) {
      return false;
    }
    Optional<LiveTopic> grave = topics.find(source.getDeadLetterPolicy().getDeadLetterTopic());
    grave.ifPresent(topic -> topic.publish(List.of(copy(delivery, source))));
    return grave.isPresent();
  }

  private static PubsubMessage copy(Delivery delivery, Subscription source) {
    ResourceName name = ResourceName.subscription(source.getName());
    String published = Timestamps.toString(delivery.message.getPublishTime());
    return delivery.message.toBuilder()
        .putAttributes(SOURCE + "DeliveryCount", Integer.toString(delivery.failures))
        .putAttributes(SOURCE + "Subscription", name.id())
        .putAttributes(SOURCE + "SubscriptionProject", name.project())
        .putAttributes(SOURCE + "TopicPublishTime", published)
        .build();
  }
}
