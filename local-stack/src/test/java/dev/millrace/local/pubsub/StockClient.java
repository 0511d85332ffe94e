package dev.millrace.local.pubsub;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.api.gax.batching.BatchingSettings;
import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.PubsubMessage;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.threeten.bp.Duration;

/** Google's Java client, with its defaults, against one host. */
final class StockClient implements AutoCloseable {
  private final ManagedChannel channel;
  private final TransportChannelProvider transport;

  StockClient(String host) {
    channel = ManagedChannelBuilder.forTarget(host).usePlaintext().build();
    transport = FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
  }

  Subscriber subscribe(String subscription, long outstanding, MessageReceiver receiver) {
    Subscriber subscriber =
        Subscriber.newBuilder(subscription, receiver)
            .setChannelProvider(transport)
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setFlowControlSettings(
                FlowControlSettings.newBuilder().setMaxOutstandingElementCount(outstanding).build())
            .build();
    subscriber.startAsync().awaitRunning();
    return subscriber;
  }

  /** Publishes all, in batches of the client's, and returns the ids. */
  List<String> publish(String topic, List<PubsubMessage> messages) {
    try {
      Publisher publisher =
          Publisher.newBuilder(topic)
              .setChannelProvider(transport)
              .setCredentialsProvider(NoCredentialsProvider.create())
              .setBatchingSettings(
                  BatchingSettings.newBuilder()
                      .setElementCountThreshold(500L)
                      .setRequestByteThreshold(1_000_000L)
                      .setDelayThreshold(Duration.ofMillis(5))
                      .build())
              .build();
      List<ApiFuture<String>> ids = messages.stream().map(publisher::publish).toList();
      List<String> published = ApiFutures.allAsList(ids).get(60, TimeUnit.SECONDS);
      publisher.shutdown();
      return published;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException | ExecutionException | TimeoutException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
