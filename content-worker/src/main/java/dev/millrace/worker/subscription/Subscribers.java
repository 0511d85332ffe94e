package dev.millrace.worker.subscription;

import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedExecutorProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.ProjectSubscriptionName;
import io.micronaut.gcp.GoogleCloudConfiguration;
import io.micronaut.gcp.Modules;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/** Builds Google's subscribers over the channel and credentials that Micronaut configures. */
@Singleton
public final class Subscribers {
  private static final long MOST_OUTSTANDING_BYTES = 32L << 20;
  // How long a message may stay out. A dead worker's comes back within the second of these.
  private static final Duration LONGEST_WORK = Duration.ofHours(1);
  private static final Duration ACK_EXTENSION = Duration.ofSeconds(10);

  private final TransportChannelProvider channels;
  private final CredentialsProvider credentials;
  private final GoogleCloudConfiguration cloud;
  private final List<SubscriptionKeeper> keepers = new CopyOnWriteArrayList<>();
  // Receivers only start a virtual thread, so that two platform threads carry every subscription.
  private final ScheduledExecutorService executor =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().name("pubsub-", 1).daemon().factory());

  Subscribers(
      @Named(Modules.PUBSUB) TransportChannelProvider channels,
      @Named(Modules.PUBSUB) CredentialsProvider credentials,
      GoogleCloudConfiguration cloud) {
    this.channels = channels;
    this.credentials = credentials;
    this.cloud = cloud;
  }

  /** A keeper of a subscription, not yet started, that rests while the gate is closed. */
  public SubscriptionKeeper keeper(
      String subscription, int outstanding, MessageHandler handler, BooleanSupplier gate) {
    SubscriptionKeeper keeper =
        new SubscriptionKeeper(subscription, this, outstanding, handler, gate);
    keepers.add(keeper);
    return keeper;
  }

  /**
   * Pulls nothing more from any subscription. Listeners end one after the other, and what one
   * subscription brought has its time to finish: until then nothing is to come from the next.
   */
  public void stopPulling() {
    keepers.forEach(SubscriptionKeeper::stop);
  }

  Subscriber build(String subscription, int outstanding, MessageReceiver receiver) {
    return Subscriber.newBuilder(
            ProjectSubscriptionName.of(cloud.getProjectId(), subscription), receiver)
        .setChannelProvider(channels)
        .setCredentialsProvider(credentials)
        .setExecutorProvider(FixedExecutorProvider.create(executor))
        .setSystemExecutorProvider(FixedExecutorProvider.create(executor))
        .setParallelPullCount(1)
        .setMaxAckExtensionPeriodDuration(LONGEST_WORK)
        .setMaxDurationPerAckExtensionDuration(ACK_EXTENSION)
        .setFlowControlSettings(
            FlowControlSettings.newBuilder()
                .setMaxOutstandingElementCount((long) outstanding)
                .setMaxOutstandingRequestBytes(MOST_OUTSTANDING_BYTES)
                .build())
        .build();
  }

  @PreDestroy
  void close() {
    executor.shutdown();
  }
}
