package dev.millrace.testing;

import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.millrace.local.pubsub.EmbeddedPubSub;
import dev.millrace.local.pubsub.RetryBackoff;
import dev.millrace.local.pubsub.Topology;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real broker in this process, with the product's topics and subscriptions. */
public final class TestBroker implements AutoCloseable {
  /** The subscription that content requests come from. */
  public static final String CONTENT = "content-generation-sub";

  private static final int LARGEST_ANSWER = 32 << 20;

  private final EmbeddedPubSub broker;
  private final ManagedChannel channel;

  private TestBroker(EmbeddedPubSub broker) {
    this.broker = broker;
    this.channel =
        NettyChannelBuilder.forTarget(broker.host())
            .usePlaintext()
            .maxInboundMessageSize(LARGEST_ANSWER)
            .build();
  }

  /** Starts on any free port. */
  public static TestBroker start() {
    EmbeddedPubSub broker = EmbeddedPubSub.start(0);
    Topology.standard().ensure(broker.host(), MigratedDatabase.PROJECT, RetryBackoff.local());
    return new TestBroker(broker);
  }

  /** Looks into a broker that somebody else has started; closing it closes that one. */
  public static TestBroker of(EmbeddedPubSub broker) {
    return new TestBroker(broker);
  }

  /** What an application context needs to use this broker. */
  public Map<String, Object> properties() {
    return Map.of("pubsub.emulator.host", broker.host());
  }

  /** The broker itself, to make it misbehave or go away. */
  public EmbeddedPubSub broker() {
    return broker;
  }

  /** Takes the messages that a subscription holds, acknowledging them, without waiting for more. */
  public List<PubsubMessage> drain(String subscription) {
    List<PubsubMessage> messages = new ArrayList<>();
    PullResponse pulled = pull(subscription);
    while (pulled.getReceivedMessagesCount() > 0) {
      pulled.getReceivedMessagesList().forEach(each -> messages.add(each.getMessage()));
      acknowledge(subscription, pulled);
      pulled = pull(subscription);
    }
    return messages;
  }

  // Deprecated, since a service's consumer should wait; a test wants to know what is there now.
  @SuppressWarnings("deprecation")
  private PullResponse pull(String subscription) {
    return SubscriberGrpc.newBlockingStub(channel)
        .pull(
            PullRequest.newBuilder()
                .setSubscription(name(subscription))
                .setMaxMessages(1000)
                .setReturnImmediately(true)
                .build());
  }

  private void acknowledge(String subscription, PullResponse pulled) {
    AcknowledgeRequest.Builder request =
        AcknowledgeRequest.newBuilder().setSubscription(name(subscription));
    pulled.getReceivedMessagesList().stream()
        .map(ReceivedMessage::getAckId)
        .forEach(request::addAckIds);
    var _ = SubscriberGrpc.newBlockingStub(channel).acknowledge(request.build());
  }

  private static String name(String subscription) {
    return "projects/" + MigratedDatabase.PROJECT + "/subscriptions/" + subscription;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    broker.close();
  }
}
