package dev.millrace.local.pubsub;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PublisherGrpc.PublisherBlockingStub;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberBlockingStub;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Plain stubs against one host, in a project of its own, so that tests never meet. */
final class PubSubClient implements AutoCloseable {
  /** The longest there is: nothing comes back of itself, however long a test takes. */
  static final int LONGEST_DEADLINE_SECONDS = 600;

  final String project = "projects/test-" + UUID.randomUUID();
  private final ManagedChannel channel;

  PubSubClient(String host) {
    channel =
        NettyChannelBuilder.forTarget(host).usePlaintext().maxInboundMessageSize(20 << 20).build();
  }

  PublisherBlockingStub publisher() {
    return PublisherGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  SubscriberBlockingStub subscriber() {
    return SubscriberGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  SubscriberStub streams() {
    return SubscriberGrpc.newStub(channel);
  }

  String projectId() {
    return project.substring("projects/".length());
  }

  String topicName(String id) {
    return project + "/topics/" + id;
  }

  String subscriptionName(String id) {
    return project + "/subscriptions/" + id;
  }

  String makeTopic(String id) {
    return publisher().createTopic(Topic.newBuilder().setName(topicName(id)).build()).getName();
  }

  String makeSubscription(String id, String topic) {
    return makeSubscription(subscription(id, topic));
  }

  String makeSubscription(Subscription.Builder subscription) {
    return subscriber().createSubscription(subscription.build()).getName();
  }

  Subscription.Builder subscription(String id, String topic) {
    return Subscription.newBuilder()
        .setName(subscriptionName(id))
        .setTopic(topic)
        .setAckDeadlineSeconds(LONGEST_DEADLINE_SECONDS);
  }

  static DeadLetterPolicy deadLetterPolicy(String topic, int attempts) {
    return DeadLetterPolicy.newBuilder()
        .setDeadLetterTopic(topic)
        .setMaxDeliveryAttempts(attempts)
        .build();
  }

  static PubsubMessage message(String text) {
    return PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(text)).build();
  }

  static String text(ReceivedMessage received) {
    return received.getMessage().getData().toStringUtf8();
  }

  String publish(String topic, PubsubMessage message) {
    return publish(topic, List.of(message)).getFirst();
  }

  List<String> publish(String topic, List<PubsubMessage> messages) {
    PublishRequest request =
        PublishRequest.newBuilder().setTopic(topic).addAllMessages(messages).build();
    return publisher().publish(request).getMessageIdsList();
  }

  List<String> publishTexts(String topic, int count) {
    return publish(
        topic, IntStream.range(0, count).mapToObj(number -> message("m" + number)).toList());
  }

  /** Waits for at least one message. */
  List<ReceivedMessage> pull(String subscription, int maximum) {
    PullRequest request =
        PullRequest.newBuilder().setSubscription(subscription).setMaxMessages(maximum).build();
    return subscriber().pull(request).getReceivedMessagesList();
  }

  ReceivedMessage pullOne(String subscription) {
    return pull(subscription, 1).getFirst();
  }

  @SuppressWarnings("deprecation") // asks what is there at this moment
  List<ReceivedMessage> pullNow(String subscription, int maximum) {
    PullRequest request =
        PullRequest.newBuilder()
            .setSubscription(subscription)
            .setMaxMessages(maximum)
            .setReturnImmediately(true)
            .build();
    return subscriber().pull(request).getReceivedMessagesList();
  }

  /** Pulls until at least so many came; a single answer may hold any part of what waits. */
  List<ReceivedMessage> pullAll(String subscription, int atLeast) {
    List<ReceivedMessage> all = new ArrayList<>();
    await()
        .until(
            () -> {
              all.addAll(pullNow(subscription, 1000));
              return all.size() >= atLeast;
            });
    return all;
  }

  void acknowledge(String subscription, List<ReceivedMessage> messages) {
    AcknowledgeRequest request =
        AcknowledgeRequest.newBuilder()
            .setSubscription(subscription)
            .addAllAckIds(messages.stream().map(ReceivedMessage::getAckId).toList())
            .build();
    var _ = subscriber().acknowledge(request);
  }

  void modifyDeadline(String subscription, ReceivedMessage message, int seconds) {
    modifyDeadline(subscription, List.of(message), seconds);
  }

  void modifyDeadline(String subscription, List<ReceivedMessage> messages, int seconds) {
    ModifyAckDeadlineRequest request =
        ModifyAckDeadlineRequest.newBuilder()
            .setSubscription(subscription)
            .addAllAckIds(messages.stream().map(ReceivedMessage::getAckId).toList())
            .setAckDeadlineSeconds(seconds)
            .build();
    var _ = subscriber().modifyAckDeadline(request);
  }

  void nack(String subscription, ReceivedMessage message) {
    nack(subscription, List.of(message));
  }

  void nack(String subscription, List<ReceivedMessage> messages) {
    modifyDeadline(subscription, messages, 0);
  }

  TestStream stream(String subscription) {
    return stream(subscription, 0, 0);
  }

  TestStream stream(String subscription, long maximumMessages, long maximumBytes) {
    return TestStream.open(
        this, TestStream.initial(subscription, maximumMessages, maximumBytes).build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
