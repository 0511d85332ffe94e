package dev.millrace.dispatch;

import com.google.api.gax.batching.BatchingSettings;
import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.stub.GrpcPublisherStub;
import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.cloud.pubsub.v1.stub.PublisherStubSettings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.gcp.Modules;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;

/** Google's publishing client, over the channel and credentials that Micronaut configures. */
@Factory
final class MessagingFactory {
  @Singleton
  @Bean(preDestroy = "close")
  PublisherStub publisherStub(
      @Named(Modules.PUBSUB) TransportChannelProvider channels,
      @Named(Modules.PUBSUB) CredentialsProvider credentials,
      DispatchConfig config)
      throws IOException {
    PublisherStubSettings.Builder settings =
        PublisherStubSettings.newBuilder()
            .setTransportChannelProvider(channels)
            .setCredentialsProvider(credentials);
    settings
        .publishSettings()
        .setRetrySettings(patience(config.publishTimeout()))
        // What is published has been gathered already; the client would hold each set for 10 ms.
        .setBatchingSettings(BatchingSettings.newBuilder().setIsEnabled(false).build());
    return GrpcPublisherStub.create(settings.build());
  }

  private static RetrySettings patience(Duration timeout) {
    return RetrySettings.newBuilder()
        .setInitialRetryDelayDuration(Duration.ofMillis(50))
        .setRetryDelayMultiplier(2)
        .setMaxRetryDelayDuration(Duration.ofMillis(500))
        .setInitialRpcTimeoutDuration(timeout)
        .setMaxRpcTimeoutDuration(timeout)
        .setTotalTimeoutDuration(timeout)
        .build();
  }
}
