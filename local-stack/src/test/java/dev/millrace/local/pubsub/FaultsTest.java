package dev.millrace.local.pubsub;

import static dev.millrace.local.pubsub.PubSubClient.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.ReceivedMessage;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The misbehaviour that a broker can be told. */
final class FaultsTest {
  private final EmbeddedPubSub broker = EmbeddedPubSub.start(0);
  private final PubSubClient client = new PubSubClient(broker.host());
  private final String topic = client.makeTopic("orders");
  private final String subscription = client.makeSubscription("billing", topic);

  @AfterEach
  void stop() {
    client.close();
    broker.close();
  }

  @Test
  void deliversEveryMessageTwice() {
    broker.faults().duplicate(true);
    String id = client.publish(topic, message("once"));

    List<ReceivedMessage> received = client.pullAll(subscription, 2);

    assertThat(received)
        .hasSize(2)
        .allSatisfy(copy -> assertThat(copy.getMessage().getMessageId()).isEqualTo(id));
    assertThat(received).extracting(ReceivedMessage::getAckId).doesNotHaveDuplicates();
  }

  @Test
  void holdsMessagesBack() {
    try (TestStream stream = client.stream(subscription)) {
      broker.faults().delay(Duration.ofHours(1));
      client.publish(topic, message("held"));
      broker.faults().clear();
      client.publish(topic, message("at once"));

      await().until(() -> !stream.received().isEmpty());
      assertThat(stream.texts()).containsExactly("at once");
    }
  }

  @Test
  void deliversWhatItHeldBackOnceItsTimeIsOver() {
    Duration delay = Duration.ofMillis(300);
    broker.faults().delay(delay);
    long before = System.nanoTime();
    client.publish(topic, message("held"));

    assertThat(PubSubClient.text(client.pullOne(subscription))).isEqualTo("held");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(delay);
  }

  @Test
  void mixesMessagesTheSameWayFromTheSameSeed() {
    List<String> first = orderFrom(7, "first");
    List<String> again = orderFrom(7, "again");
    List<String> other = orderFrom(8, "other");

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
  }

  /** On a topic of its own: the broker may still deal to a stream that was closed just now. */
  private List<String> orderFrom(long seed, String name) {
    String mixed = client.makeTopic(name);
    String mixedSubscription = client.makeSubscription(name, mixed);
    broker.faults().seed(seed).reorder(Duration.ofMillis(100));
    client.publishTexts(mixed, 30);
    try (TestStream stream = client.stream(mixedSubscription)) {
      await().until(() -> stream.received().size() == 30);
      return stream.texts();
    }
  }

  @Test
  void losesAcknowledgements() {
    broker.faults().dropAcks(1);
    client.publish(topic, message("again"));
    ReceivedMessage received = client.pullOne(subscription);
    client.acknowledge(subscription, List.of(received));
    client.modifyDeadline(subscription, received, 1);

    assertThat(client.pullOne(subscription).getMessage()).isEqualTo(received.getMessage());
  }

  @Test
  void losesSomeAcknowledgements() {
    broker.faults().seed(1).dropAcks(0.5);
    client.publishTexts(topic, 100);
    List<ReceivedMessage> received = client.pullAll(subscription, 100);
    client.acknowledge(subscription, received);
    broker.faults().clear();
    client.nack(subscription, received);

    List<ReceivedMessage> again = client.pullAll(subscription, 20);
    assertThat(again).hasSizeBetween(20, 80);
    assertThat(received).extracting(ReceivedMessage::getMessage).containsAll(messagesOf(again));
  }

  private static List<PubsubMessage> messagesOf(List<ReceivedMessage> received) {
    return received.stream().map(ReceivedMessage::getMessage).toList();
  }

  @Test
  void forgetsEverything() {
    client.publishTexts(topic, 3);
    try (TestStream stream = client.stream(subscription)) {
      await().until(() -> stream.received().size() == 3);
      broker.faults().forget();

      assertThat(stream.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
    refuses(Status.Code.NOT_FOUND, () -> client.publishTexts(topic, 1));
    refuses(Status.Code.NOT_FOUND, () -> client.pullNow(subscription, 1));

    client.makeSubscription("billing", client.makeTopic("orders"));
    assertThat(client.pullNow(subscription, 1)).isEmpty();
  }

  @Test
  void refusesPublishersOnly() {
    broker.faults().refuse(Faults.Refused.PUBLISH);
    refuses(Status.Code.UNAVAILABLE, () -> client.publishTexts(topic, 1));
    assertThat(client.pullNow(subscription, 1)).isEmpty();

    broker.faults().clear();
    assertThat(client.publishTexts(topic, 1)).hasSize(1);
  }

  @Test
  void refusesEverything() {
    try (TestStream stream = client.stream(subscription)) {
      client.publishTexts(topic, 1);
      await().until(() -> !stream.received().isEmpty());
      broker.faults().refuse(Faults.Refused.EVERYTHING);

      assertThat(stream.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      refuses(Status.Code.UNAVAILABLE, () -> client.pullNow(subscription, 1));
    }
  }

  @Test
  void goesAwayAndComesBackWithWhatItHeld() {
    client.publishTexts(topic, 3);
    int port = broker.port();
    try (TestStream stream = client.stream(subscription, 1, 0)) {
      await().until(() -> !stream.received().isEmpty());
      broker.stop();

      assertThat(stream.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      refuses(Status.Code.UNAVAILABLE, () -> client.publishTexts(topic, 1));
    }
    broker.restart();

    assertThat(broker.port()).isEqualTo(port);
    await().ignoreExceptions().until(() -> getTopic().equals(topic));
    assertThat(client.pullAll(subscription, 2)).hasSize(2);
  }

  @Test
  void aStockSubscriberGoesOnAfterTheBrokerWasAway() {
    Queue<String> received = new ConcurrentLinkedQueue<>();
    try (StockClient stock = new StockClient(broker.host())) {
      Subscriber subscriber =
          stock.subscribe(
              subscription,
              100,
              (message, reply) -> {
                received.add(message.getData().toStringUtf8());
                reply.ack();
              });
      client.publish(topic, message("before"));
      await().until(() -> received.contains("before"));
      broker.stop();
      broker.restart();
      await().ignoreExceptions().until(() -> !client.publish(topic, message("after")).isEmpty());

      await().until(() -> received.contains("after"));
      subscriber.stopAsync().awaitTerminated();
    }
  }

  @Test
  void refusesANumberThatIsNoProbability() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> broker.faults().dropAcks(1.1));
  }

  private String getTopic() {
    GetTopicRequest request = GetTopicRequest.newBuilder().setTopic(topic).build();
    return client.publisher().getTopic(request).getName();
  }

  private static void refuses(Status.Code code, Runnable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(code));
  }
}
