package dev.millrace.local.pubsub;

import static dev.millrace.local.pubsub.PubSubClient.deadLetterPolicy;
import static dev.millrace.local.pubsub.PubSubClient.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.pubsub.v1.BigQueryConfig;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broker refuses, and by which code. */
final class LimitsTest {
  private final EmbeddedPubSub broker = EmbeddedPubSub.start(0);
  private final PubSubClient client = new PubSubClient(broker.host());
  private final String topic = client.makeTopic("orders");

  @AfterEach
  void stop() {
    client.close();
    broker.close();
  }

  static Stream<List<PubsubMessage>> publishableMessages() {
    return Stream.of(
        Collections.nCopies(1000, message("x")),
        List.of(message("x".repeat(9_900_000))),
        List.of(attributes(100, "v")),
        List.of(attribute("k".repeat(256), "v".repeat(1024))),
        List.of(message("x").toBuilder().setOrderingKey("o".repeat(1024)).build()));
  }

  @ParameterizedTest
  @MethodSource("publishableMessages")
  void takesMessagesUpToTheLimits(List<PubsubMessage> messages) {
    assertThat(client.publish(topic, messages)).hasSameSizeAs(messages).doesNotHaveDuplicates();
  }

  static Stream<List<PubsubMessage>> excessiveMessages() {
    return Stream.of(
        List.of(),
        Collections.nCopies(1001, message("x")),
        List.of(message("x".repeat(10_000_000))),
        List.of(PubsubMessage.getDefaultInstance()),
        List.of(attributes(101, "v")),
        List.of(attribute("k".repeat(257), "v")),
        List.of(attribute("key", "v".repeat(1025))),
        List.of(attribute("", "v")),
        List.of(attribute("googkey", "v")),
        List.of(message("x").toBuilder().setOrderingKey("o".repeat(1025)).build()));
  }

  @ParameterizedTest
  @MethodSource("excessiveMessages")
  void refusesMessagesBeyondTheLimits(List<PubsubMessage> messages) {
    refuses(Status.Code.INVALID_ARGUMENT, () -> client.publish(topic, messages));
  }

  @Test
  void refusesToHoldMoreThanItsCap() {
    try (EmbeddedPubSub small = EmbeddedPubSub.start(0, 5000);
        PubSubClient publisher = new PubSubClient(small.host())) {
      String crowded = publisher.makeTopic("crowded");
      String subscription = publisher.makeSubscription("crowded-sub", crowded);
      List<PubsubMessage> batch = Collections.nCopies(3, message("x".repeat(1000)));
      publisher.publish(crowded, batch);
      refuses(Status.Code.RESOURCE_EXHAUSTED, () -> publisher.publish(crowded, batch));

      publisher.acknowledge(subscription, publisher.pullAll(subscription, 3));

      assertThat(publisher.publish(crowded, batch)).hasSize(3);
    }
  }

  static Stream<UnaryOperator<Subscription.Builder>> unservedFeatures() {
    return Stream.of(
        form -> form.setEnableMessageOrdering(true),
        form -> form.setFilter("attributes:a"),
        form -> form.setEnableExactlyOnceDelivery(true),
        form -> form.setRetainAckedMessages(true),
        form -> form.setPushConfig(PushConfig.newBuilder().setPushEndpoint("https://example.com")),
        form -> form.setBigqueryConfig(BigQueryConfig.newBuilder().setTable("t")));
  }

  @ParameterizedTest
  @MethodSource("unservedFeatures")
  void refusesByNameWhatItDoesNotImplement(UnaryOperator<Subscription.Builder> feature) {
    Subscription.Builder asked = feature.apply(client.subscription("billing", topic));
    List<String> fields =
        asked.getAllFields().keySet().stream()
            .map(field -> field.getName())
            .filter(name -> !List.of("name", "topic", "ack_deadline_seconds").contains(name))
            .toList();

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> client.makeSubscription(asked))
        .withMessageContaining("UNIMPLEMENTED")
        .withMessageContaining(fields.getFirst());
  }

  @Test
  void refusesByNameATopicFeatureItDoesNotImplement() {
    Topic asked = Topic.newBuilder().setName(client.topicName("kms")).setKmsKeyName("key").build();

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> client.publisher().createTopic(asked))
        .withMessageContaining("UNIMPLEMENTED")
        .withMessageContaining("Topic.kms_key_name");
  }

  @Test
  void refusesByNameAMethodItDoesNotImplement() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> client.subscriber().seek(SeekRequest.getDefaultInstance()))
        .withMessageContaining("UNIMPLEMENTED")
        .withMessageContaining("Subscriber/Seek");
  }

  @Test
  void takesAnEmptyPushConfigForAPullSubscription() {
    Subscription.Builder asked =
        client.subscription("billing", topic).setPushConfig(PushConfig.getDefaultInstance());

    assertThat(client.makeSubscription(asked)).isEqualTo(client.subscriptionName("billing"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9})
  void refusesAnAckDeadlineThatGooglesEmulatorTakes(int seconds) {
    refuses(
        Status.Code.INVALID_ARGUMENT,
        () ->
            client.makeSubscription(
                client.subscription("billing", topic).setAckDeadlineSeconds(seconds)));
  }

  @Test
  void keepsAMessageWhoseDeadLetterTopicIsGone() {
    String graves = client.makeTopic("graves");
    String subscription =
        client.makeSubscription(
            client.subscription("mortal", topic).setDeadLetterPolicy(deadLetterPolicy(graves, 5)));
    var _ =
        client.publisher().deleteTopic(DeleteTopicRequest.newBuilder().setTopic(graves).build());
    client.publish(topic, message("doomed"));
    for (int attempt = 1; attempt <= 5; attempt++) {
      client.nack(subscription, client.pullOne(subscription));
    }

    assertThat(client.pullOne(subscription).getDeliveryAttempt()).isEqualTo(6);
  }

  @Test
  void namesThePortThatIsTaken() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> EmbeddedPubSub.start(broker.port()))
        .withMessageContaining(Integer.toString(broker.port()));
  }

  private static void refuses(Status.Code code, ThrowingCallable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(code));
  }

  private static PubsubMessage attribute(String key, String value) {
    return message("x").toBuilder().putAttributes(key, value).build();
  }

  private static PubsubMessage attributes(int count, String value) {
    PubsubMessage.Builder message = PubsubMessage.newBuilder();
    IntStream.range(0, count).forEach(number -> message.putAttributes("k" + number, value));
    return message.build();
  }
}
