package dev.millrace.local;

import dev.millrace.local.pubsub.EmbeddedPubSub;
import dev.millrace.local.pubsub.RetryBackoff;
import dev.millrace.local.pubsub.Topology;
import io.grpc.StatusRuntimeException;
import java.io.IOException;

/** The embedded Pub/Sub, and the topics in it or in the user's own. */
final class Broker implements AutoCloseable {
  private final EmbeddedPubSub host;

  private Broker(EmbeddedPubSub host) {
    this.host = host;
  }

  static Broker start(int port) {
    return new Broker(EmbeddedPubSub.start(port));
  }

  String address() {
    return host.host();
  }

  /** Makes the topics and subscriptions that the environment names. */
  static void ensureTopology(String address, String project, Settings settings) throws IOException {
    Topology.Route content = Topology.standard().routes().getFirst();
    Topology topology =
        Topology.withContent(
            settings.given("PUBSUB_TOPIC").orElse(content.topic()),
            settings.given("PUBSUB_SUBSCRIPTION").orElse(content.subscription()));
    try {
      topology.ensure(address, project, RetryBackoff.local());
    } catch (StatusRuntimeException refused) {
      throw new IOException(
          "The topics could not be made at %s: %s".formatted(address, refused.getMessage()),
          refused);
    }
  }

  @Override
  public void close() {
    host.close();
  }
}
