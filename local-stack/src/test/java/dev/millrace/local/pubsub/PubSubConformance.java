package dev.millrace.local.pubsub;

import static dev.millrace.local.pubsub.PubSubClient.deadLetterPolicy;
import static dev.millrace.local.pubsub.PubSubClient.message;
import static dev.millrace.local.pubsub.PubSubClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.cloud.pubsub.v1.Subscriber;
import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.ReceivedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the real service documents about delivery, by plain stubs, for any host. */
abstract class PubSubConformance {
  private PubSubClient client;
  private String topic;

  abstract String host();

  @BeforeEach
  void connect() {
    client = new PubSubClient(host());
    topic = client.makeTopic("source");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void deliversWhatWasPublishedWithItsIdAndTime() {
    String subscription = client.makeSubscription("plain", topic);
    PubsubMessage published = message("hello").toBuilder().putAttributes("a", "b").build();
    String id = client.publish(topic, published);

    PubsubMessage received = client.pullOne(subscription).getMessage();

    assertThat(received.getMessageId()).isEqualTo(id).isNotEmpty();
    assertThat(received.getData()).isEqualTo(published.getData());
    assertThat(received.getAttributesMap()).containsExactly(Map.entry("a", "b"));
    assertThat(Instant.ofEpochMilli(Timestamps.toMillis(received.getPublishTime())))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
  }

  @Test
  void givesEverySubscriptionItsCopy() {
    String first = client.makeSubscription("first", topic);
    String second = client.makeSubscription("second", topic);
    client.publish(topic, message("for both"));

    assertThat(text(client.pullOne(first))).isEqualTo("for both");
    assertThat(text(client.pullOne(second))).isEqualTo("for both");
  }

  @Test
  void givesNothingThatWasPublishedBeforeTheSubscription() {
    client.publish(topic, message("too early"));
    String subscription = client.makeSubscription("late", topic);
    client.publish(topic, message("in time"));

    assertThat(text(client.pullOne(subscription))).isEqualTo("in time");
  }

  @Test
  void neverDeliversAgainWhatWasAcknowledged() {
    String subscription = client.makeSubscription("plain", topic);
    client.publish(topic, message("done"));
    ReceivedMessage done = client.pullOne(subscription);
    client.acknowledge(subscription, List.of(done));
    // Would bring it back within the time that is watched, had it not been acknowledged.
    client.modifyDeadline(subscription, done, 1);
    client.publish(topic, message("probe"));

    try (TestStream stream = client.stream(subscription)) {
      await().until(() -> !stream.received().isEmpty());
      await()
          .during(Duration.ofMillis(1500))
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(stream.texts()).containsOnly("probe"));
    }
  }

  @Test
  void deliversAgainWhenTheDeadlinePasses() {
    String subscription = client.makeSubscription("plain", topic);
    String id = client.publish(topic, message("forgotten"));
    ReceivedMessage first = client.pullOne(subscription);
    client.modifyDeadline(subscription, first, 1);

    ReceivedMessage second = client.pullOne(subscription);

    assertThat(second.getMessage().getMessageId()).isEqualTo(id);
    assertThat(second.getAckId()).isNotEqualTo(first.getAckId());
  }

  @Test
  void deliversAgainSoonAfterANack() {
    String subscription = client.makeSubscription("plain", topic);
    client.publish(topic, message("refused"));
    client.nack(subscription, client.pullOne(subscription));

    assertThat(text(client.pullOne(subscription))).isEqualTo("refused");
  }

  @Test
  void countsNoAttemptsWithoutADeadLetterPolicy() {
    String subscription = client.makeSubscription("plain", topic);
    client.publish(topic, message("refused"));
    client.nack(subscription, client.pullOne(subscription));

    assertThat(client.pullOne(subscription).getDeliveryAttempt()).isZero();
  }

  @Test
  void forwardsADeadLetterAfterItsAttempts() {
    String graves = client.makeTopic("graves");
    String gravesSubscription = client.makeSubscription("graves-sub", graves);
    String subscription =
        client.makeSubscription(
            client.subscription("mortal", topic).setDeadLetterPolicy(deadLetterPolicy(graves, 5)));
    String id =
        client.publish(topic, message("doomed").toBuilder().putAttributes("mine", "kept").build());

    for (int attempt = 1; attempt <= 5; attempt++) {
      ReceivedMessage received = client.pullOne(subscription);
      assertThat(received.getDeliveryAttempt()).isEqualTo(attempt);
      client.nack(subscription, received);
    }

    PubsubMessage letter = letter(gravesSubscription, subscription);
    assertThat(letter.getMessageId()).isNotEqualTo(id);
    assertThat(letter.getData().toStringUtf8()).isEqualTo("doomed");
    assertThat(letter.getAttributesMap())
        .containsEntry("mine", "kept")
        .containsEntry("CloudPubSubDeadLetterSourceDeliveryCount", "5")
        .containsEntry("CloudPubSubDeadLetterSourceSubscription", "mortal")
        .containsEntry("CloudPubSubDeadLetterSourceSubscriptionProject", client.projectId())
        .containsKey("CloudPubSubDeadLetterSourceTopicPublishTime");
  }

  @Test
  void streamsWhatIsPublishedAndTakesAcknowledgementsMidStream() {
    String subscription = client.makeSubscription("streamed", topic);
    try (TestStream stream = client.stream(subscription)) {
      List<String> ids = client.publishTexts(topic, 100);
      await().until(() -> stream.received().size() >= 100);
      stream.acknowledge(stream.received());

      assertThat(stream.received())
          .extracting(received -> received.getMessage().getMessageId())
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void takesNacksMidStream() {
    String subscription = client.makeSubscription("streamed", topic);
    try (TestStream stream = client.stream(subscription)) {
      client.publish(topic, message("twice"));
      await().until(() -> stream.received().size() == 1);
      stream.modifyDeadline(stream.received().getFirst(), 0);

      await().until(() -> stream.received().size() == 2);
      stream.acknowledge(stream.received());
    }
  }

  @Test
  void streamsOfOneSubscriptionShareAndLoseNothing() {
    String subscription = client.makeSubscription("shared", topic);
    try (TestStream left = client.stream(subscription, 1000, 0);
        TestStream right = client.stream(subscription, 1000, 0)) {
      Set<String> published = new HashSet<>();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                published.addAll(client.publishTexts(topic, 20));
                left.acknowledge(left.received());
                right.acknowledge(right.received());
                return !left.received().isEmpty() && !right.received().isEmpty();
              });
      await().until(() -> left.received().size() + right.received().size() >= published.size());
    }
  }

  @Test
  void servesTheStockClientEachMessageOnceWhenItAcknowledges() {
    String subscription = client.makeSubscription("stock", topic);
    Queue<String> received = new ConcurrentLinkedQueue<>();
    try (StockClient stock = new StockClient(host())) {
      Subscriber subscriber =
          stock.subscribe(
              subscription,
              1000,
              (message, reply) -> {
                received.add(message.getMessageId());
                reply.ack();
              });
      List<String> ids = stock.publish(topic, texts(2000));
      await().untilAsserted(() -> assertThat(received).containsExactlyInAnyOrderElementsOf(ids));
      subscriber.stopAsync().awaitTerminated();
    }
  }

  @Test
  void servesTheStockClientAgainWhatItNacks() {
    String subscription = client.makeSubscription("stock", topic);
    Map<String, Integer> deliveries = new ConcurrentHashMap<>();
    try (StockClient stock = new StockClient(host())) {
      Subscriber subscriber =
          stock.subscribe(
              subscription,
              100,
              (message, reply) -> {
                if (deliveries.merge(message.getMessageId(), 1, Integer::sum) < 3) {
                  reply.nack();
                } else {
                  reply.ack();
                }
              });
      List<String> ids = stock.publish(topic, texts(50));
      await()
          .untilAsserted(
              () ->
                  assertThat(deliveries)
                      .containsOnlyKeys(ids)
                      .allSatisfy((id, count) -> assertThat(count).isGreaterThanOrEqualTo(3)));
      subscriber.stopAsync().awaitTerminated();
    }
  }

  /** Google's emulator forwards only while somebody pulls the source. */
  private PubsubMessage letter(String gravesSubscription, String source) {
    return await()
        .until(
            () -> {
              var _ = client.pullNow(source, 1);
              return client.pullNow(gravesSubscription, 1).stream().findFirst();
            },
            Optional::isPresent)
        .orElseThrow()
        .getMessage();
  }

  private static List<PubsubMessage> texts(int count) {
    return IntStream.range(0, count).mapToObj(number -> message("m" + number)).toList();
  }
}
