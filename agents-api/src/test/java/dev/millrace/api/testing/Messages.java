package dev.millrace.api.testing;

import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.millrace.testing.MigratedDatabase;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What arrives at the worker's subscription. */
public final class Messages implements AutoCloseable {
  private static final String SUBSCRIPTION =
      "projects/" + MigratedDatabase.PROJECT + "/subscriptions/content-generation-sub";

  private final ManagedChannel channel;

  Messages(String host) {
    this.channel = NettyChannelBuilder.forTarget(host).usePlaintext().build();
  }

  /** Waits for messages, takes them and acknowledges them. */
  public List<PubsubMessage> take() {
    SubscriberGrpc.SubscriberBlockingStub stub =
        SubscriberGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    PullResponse pulled =
        stub.pull(
            PullRequest.newBuilder().setSubscription(SUBSCRIPTION).setMaxMessages(1_000).build());
    if (pulled.getReceivedMessagesCount() > 0) {
      stub.acknowledge(
          AcknowledgeRequest.newBuilder()
              .setSubscription(SUBSCRIPTION)
              .addAllAckIds(
                  pulled.getReceivedMessagesList().stream().map(ReceivedMessage::getAckId).toList())
              .build());
    }
    return pulled.getReceivedMessagesList().stream().map(ReceivedMessage::getMessage).toList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
