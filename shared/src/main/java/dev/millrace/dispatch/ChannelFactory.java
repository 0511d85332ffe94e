package dev.millrace.dispatch;

import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.gcp.Modules;
import io.micronaut.gcp.pubsub.support.PubSubConfigurationFactory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/**
 * Channels to Pub/Sub. Micronaut's own take at most 4 MiB a message, so that one message of
 * Pub/Sub's full 10 MB would break its stream for ever; and the one to a local broker is never
 * closed.
 */
@Factory
final class ChannelFactory {
  private static final int LARGEST_MESSAGE = 20 << 20;

  @Singleton
  @Named(Modules.PUBSUB)
  @Requires(missingProperty = "pubsub.emulator.host")
  @Replaces(
      value = TransportChannelProvider.class,
      named = Modules.PUBSUB,
      factory = PubSubConfigurationFactory.class)
  TransportChannelProvider cloudChannels() {
    return InstantiatingGrpcChannelProvider.newBuilder()
        .setMaxInboundMessageSize(LARGEST_MESSAGE)
        .build();
  }

  @Singleton
  @Bean(preDestroy = "shutdownNow")
  @Requires(property = "pubsub.emulator.host")
  ManagedChannel localChannel(@Property(name = "pubsub.emulator.host") String host) {
    return ManagedChannelBuilder.forTarget(host)
        .usePlaintext()
        .maxInboundMessageSize(LARGEST_MESSAGE)
        .build();
  }

  @Singleton
  @Named(Modules.PUBSUB)
  @Requires(property = "pubsub.emulator.host")
  @Replaces(
      value = TransportChannelProvider.class,
      named = Modules.PUBSUB,
      factory = PubSubConfigurationFactory.class)
  TransportChannelProvider localChannels(ManagedChannel channel) {
    return FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
  }
}
