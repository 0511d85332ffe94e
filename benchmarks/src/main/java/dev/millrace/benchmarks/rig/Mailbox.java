package dev.millrace.benchmarks.rig;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberBlockingStub;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Topics with a subscription each, which keep what is published until it is counted. */
public final class Mailbox implements AutoCloseable {
  private static final int AT_ONCE = 1_000;

  private final ManagedChannel channel;
  private final List<String> subscriptions;

  private Mailbox(ManagedChannel channel, List<String> subscriptions) {
    this.channel = channel;
    this.subscriptions = subscriptions;
  }

  static Mailbox open(String broker, String project, List<String> topics) {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(broker).usePlaintext().build();
    String parent = "projects/" + project;
    for (String topic : topics) {
      String name = parent + "/topics/" + topic;
      PublisherGrpc.newBlockingStub(channel).createTopic(Topic.newBuilder().setName(name).build());
      SubscriberGrpc.newBlockingStub(channel)
          .createSubscription(
              Subscription.newBuilder()
                  .setName(subscription(parent, topic))
                  .setTopic(name)
                  .setAckDeadlineSeconds(600)
                  .build());
    }
    return new Mailbox(channel, topics.stream().map(topic -> subscription(parent, topic)).toList());
  }

  /**
   * What was published since it was last asked for.
   *
   * @param messages all of them
   * @param different those that are not alike, which are fewer if something was published twice
   */
  public record Count(long messages, long different) {}

  /** Takes everything out, and counts it. */
  public Count empty() {
    SubscriberBlockingStub stub = SubscriberGrpc.newBlockingStub(channel);
    Set<ByteString> documents = new HashSet<>();
    long messages = 0;
    for (String subscription : subscriptions) {
      List<ReceivedMessage> taken = pull(stub, subscription);
      while (!taken.isEmpty()) {
        messages += taken.size();
        taken.forEach(each -> documents.add(each.getMessage().getData()));
        acknowledge(stub, subscription, taken);
        taken = pull(stub, subscription);
      }
    }
    return new Count(messages, documents.size());
  }

  // The flag is deprecated since a service may have more than it answers; this broker has not.
  @SuppressWarnings("deprecation")
  private static List<ReceivedMessage> pull(SubscriberBlockingStub stub, String subscription) {
    PullResponse response =
        stub.pull(
            PullRequest.newBuilder()
                .setSubscription(subscription)
                .setMaxMessages(AT_ONCE)
                .setReturnImmediately(true)
                .build());
    return response.getReceivedMessagesList();
  }

  private static void acknowledge(
      SubscriberBlockingStub stub, String subscription, List<ReceivedMessage> messages) {
    stub.acknowledge(
        AcknowledgeRequest.newBuilder()
            .setSubscription(subscription)
            .addAllAckIds(messages.stream().map(ReceivedMessage::getAckId).toList())
            .build());
  }

  private static String subscription(String parent, String topic) {
    return parent + "/subscriptions/" + topic + "-bench";
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
