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
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** What arrives at the worker's subscription. */
public final class Messages implements AutoCloseable {
  private static final String SUBSCRIPTION =
      "projects/" + MigratedDatabase.PROJECT + "/subscriptions/content-generation-sub";

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final ManagedChannel channel;

  Messages(String host) {
    this.channel = NettyChannelBuilder.forTarget(host).usePlaintext().build();
  }

  /**
   * Waits until the message of a request under a dispatch number comes; whatever comes before it is
   * taken, too.
   */
  public void await(UUID request, long dispatch) {
    Awaitility.await()
        .atMost(LONGEST_WAIT)
        .until(() -> take().stream().anyMatch(message -> isOf(message, request, dispatch)));
  }

  private static boolean isOf(PubsubMessage message, UUID request, long dispatch) {
    return message.getData().toStringUtf8().contains(request.toString())
        && message.getAttributesOrThrow("dispatch").equals(Long.toString(dispatch));
  }

  /** Waits for the first messages, takes what a pull brings of them, and acknowledges it. */
  public List<PubsubMessage> take() {
    SubscriberGrpc.SubscriberBlockingStub stub =
        SubscriberGrpc.newBlockingStub(channel).withDeadlineAfter(LONGEST_WAIT);
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
