package dev.millrace.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The product's topics and subscriptions on a broker. */
final class TopologyTest {
  private final EmbeddedPubSub broker = EmbeddedPubSub.start(0);
  private final PubSubClient client = new PubSubClient(broker.host());

  @AfterEach
  void stop() {
    client.close();
    broker.close();
  }

  @Test
  void makesEveryTopicAndSubscriptionAndMayBeRepeated() {
    Topology.standard().ensure(broker.host(), client.projectId(), RetryBackoff.local());
    Topology.standard().ensure(broker.host(), client.projectId(), RetryBackoff.local());

    assertThat(
            client
                .publisher()
                .listTopics(ListTopicsRequest.newBuilder().setProject(client.project).build())
                .getTopicsList())
        .extracting(Topic::getName)
        .containsExactlyInAnyOrder(
            client.topicName("content-generation-requests"),
            client.topicName("content-generation-dlq"),
            client.topicName("agent-runs"),
            client.topicName("agent-runs-dlq"),
            client.topicName("scheduler-ticks"),
            client.topicName("scheduler-ticks-dlq"));
    assertThat(
            client
                .subscriber()
                .listSubscriptions(
                    ListSubscriptionsRequest.newBuilder().setProject(client.project).build())
                .getSubscriptionsList())
        .extracting(Subscription::getName)
        .containsExactlyInAnyOrder(
            client.subscriptionName("content-generation-sub"),
            client.subscriptionName("content-generation-dlq-sub"),
            client.subscriptionName("agent-runs-sub"),
            client.subscriptionName("agent-runs-dlq-sub"),
            client.subscriptionName("scheduler-ticks-sub"),
            client.subscriptionName("scheduler-ticks-dlq-sub"));
  }

  @Test
  void setsTheDeadLetterAndRetryPolicies() {
    Topology.standard().ensure(broker.host(), client.projectId(), RetryBackoff.cloud());

    Subscription made = get("content-generation-sub");

    assertThat(made.getAckDeadlineSeconds()).isEqualTo(10);
    assertThat(made.getDeadLetterPolicy().getMaxDeliveryAttempts()).isEqualTo(5);
    assertThat(made.getDeadLetterPolicy().getDeadLetterTopic())
        .isEqualTo(client.topicName("content-generation-dlq"));
    assertThat(made.getRetryPolicy().getMinimumBackoff()).isEqualTo(Durations.fromSeconds(10));
    assertThat(made.getRetryPolicy().getMaximumBackoff()).isEqualTo(Durations.fromSeconds(600));
  }

  @Test
  void takesOtherNamesOfTheContentPair() {
    Topology.withContent("other-topic", "other-sub")
        .ensure(broker.host(), client.projectId(), RetryBackoff.local());

    assertThat(get("other-sub").getTopic()).isEqualTo(client.topicName("other-topic"));
    assertThat(get("content-generation-dlq-sub").getTopic())
        .isEqualTo(client.topicName("content-generation-dlq"));
  }

  private Subscription get(String id) {
    return client
        .subscriber()
        .getSubscription(
            GetSubscriptionRequest.newBuilder()
                .setSubscription(client.subscriptionName(id))
                .build());
  }
}
