package dev.millrace.faults;

import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.millrace.testing.MigratedDatabase;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has reached the subscription of commands, where no worker takes it. */
final class PublishedCommands implements AutoCloseable {
  private static final String SUBSCRIPTION =
      "projects/" + MigratedDatabase.PROJECT + "/subscriptions/scheduler-ticks-sub";

  private final ManagedChannel channel;
  private final Set<String> keys = new HashSet<>();

  PublishedCommands(String broker) {
    this.channel = ManagedChannelBuilder.forTarget(broker).usePlaintext().build();
  }

  /** How many different execution keys there were so far. */
  int count() {
    List<ReceivedMessage> taken = pull();
    while (!taken.isEmpty()) {
      taken.forEach(each -> keys.add(each.getMessage().getAttributesOrThrow("execution_key")));
      SubscriberGrpc.newBlockingStub(channel)
          .acknowledge(
              AcknowledgeRequest.newBuilder()
                  .setSubscription(SUBSCRIPTION)
                  .addAllAckIds(taken.stream().map(ReceivedMessage::getAckId).toList())
                  .build());
      taken = pull();
    }
    return keys.size();
  }

  // The flag is deprecated since a service may have more than it answers; this broker has not.
  @SuppressWarnings("deprecation")
  private List<ReceivedMessage> pull() {
    return SubscriberGrpc.newBlockingStub(channel)
        .pull(
            PullRequest.newBuilder()
                .setSubscription(SUBSCRIPTION)
                .setMaxMessages(1_000)
                .setReturnImmediately(true)
                .build())
        .getReceivedMessagesList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
