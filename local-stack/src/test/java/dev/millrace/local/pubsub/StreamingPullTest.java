package dev.millrace.local.pubsub;

import static dev.millrace.local.pubsub.PubSubClient.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Google's emulator does not do on streams, and the real service does. */
final class StreamingPullTest {
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
  void sendsNoMoreMessagesThanMayBeOutstanding() {
    try (TestStream stream = client.stream(subscription, 10, 0)) {
      client.publishTexts(topic, 100);
      staysAt(stream, 10);

      stream.acknowledge(stream.received().subList(0, 3));
      staysAt(stream, 13);
      client.acknowledge(subscription, stream.received().subList(3, 5));
      staysAt(stream, 15);
      stream.modifyDeadline(stream.received().get(5), 0);
      staysAt(stream, 16);
    }
  }

  @Test
  void sendsNoMoreBytesThanMayBeOutstanding() {
    try (TestStream stream = client.stream(subscription, 0, 2500)) {
      client.publish(topic, List.of(kilobyte(), kilobyte(), kilobyte(), kilobyte()));
      staysAt(stream, 2);

      stream.acknowledge(stream.received());
      await().until(() -> stream.received().size() == 4);
    }
  }

  @Test
  void sendsAMessageThatAloneExceedsTheBytes() {
    try (TestStream stream = client.stream(subscription, 0, 10)) {
      client.publish(topic, kilobyte());
      await().until(() -> stream.received().size() == 1);
    }
  }

  @Test
  void anExpiredDeadlineMakesRoom() {
    try (TestStream stream = client.stream(subscription, 1, 0)) {
      client.publishTexts(topic, 2);
      staysAt(stream, 1);
      stream.modifyDeadline(stream.received().getFirst(), 1);

      await().until(() -> stream.texts().equals(List.of("m0", "m1")));
    }
  }

  @Test
  void dealsEquallyToTwoStreams() {
    try (TestStream left = client.stream(subscription, 1000, 0);
        TestStream right = client.stream(subscription, 1000, 0)) {
      List<TestStream> streams = List.of(left, right);
      List<String> published = new ArrayList<>();
      // Whoever holds less is served first: once both hold something, both have joined.
      await()
          .until(
              () -> {
                published.addAll(client.publishTexts(topic, 1));
                return streams.stream().noneMatch(stream -> stream.received().isEmpty());
              });
      published.addAll(client.publishTexts(topic, 400));
      await().until(() -> left.received().size() + right.received().size() == published.size());

      assertThat(left.received().size()).isCloseTo(right.received().size(), within(1));
    }
  }

  @Test
  void whatAClosedStreamHeldComesBackAtItsDeadline() {
    client.publishTexts(topic, 1);
    try (TestStream stream = client.stream(subscription)) {
      await().until(() -> stream.received().size() == 1);
      stream.halfClose();
      assertThat(stream.status().isOk()).isTrue();
      assertThat(client.pullNow(subscription, 1)).isEmpty();
      client.modifyDeadline(subscription, stream.received(), 1);
    }
    assertThat(client.pull(subscription, 1)).hasSize(1);
  }

  @Test
  void refusesASecondInitialRequest() {
    refusesMidStream(StreamingPullRequest.newBuilder().setSubscription(subscription).build());
  }

  @Test
  void refusesFlowControlAfterTheFirstRequest() {
    refusesMidStream(StreamingPullRequest.newBuilder().setMaxOutstandingMessages(5).build());
  }

  @Test
  void refusesDeadlinesWithoutTheirAckIds() {
    refusesMidStream(StreamingPullRequest.newBuilder().addModifyDeadlineSeconds(5).build());
  }

  private void refusesMidStream(StreamingPullRequest request) {
    try (TestStream stream = client.stream(subscription)) {
      stream.send(request);
      assertThat(stream.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void deliversOnASignalRatherThanAtAnInterval() {
    GetTopicRequest plainCall = GetTopicRequest.newBuilder().setTopic(topic).build();
    try (TestStream stream = client.stream(subscription)) {
      Runnable delivery =
          () -> {
            client.publish(topic, message("ping"));
            stream.awaitNext();
          };
      medianNanos(20, delivery);
      long call = medianNanos(100, () -> client.publisher().getTopic(plainCall));

      // Two calls' worth each; an interval of 50 ms would make it a hundred.
      assertThat(medianNanos(100, delivery)).isLessThan(20 * call);
    }
  }

  /** Of the median, since a pause of the machine's own makes some tasks as long as it likes. */
  private static long medianNanos(int times, Runnable task) {
    return LongStream.generate(() -> nanos(task)).limit(times).sorted().toArray()[times / 2];
  }

  private static long nanos(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return System.nanoTime() - start;
  }

  private static void staysAt(TestStream stream, int count) {
    await().until(() -> stream.received().size() >= count);
    await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofMinutes(1))
        .until(() -> stream.received().size() == count);
  }

  private static PubsubMessage kilobyte() {
    return message("x".repeat(1000));
  }
}
