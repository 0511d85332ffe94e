package dev.millrace.local.pubsub;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Pub/Sub broker in this process, on a loopback port: gRPC for stock clients of any language
 * ({@code PUBSUB_EMULATOR_HOST=127.0.0.1:<port>}) and REST for {@code gcloud} and {@code curl}.
 * Messages live in memory until they are acknowledged. What it implements, and how it differs from
 * Google's emulator, is in {@code docs/embedded-pubsub.md}.
 *
 * <p>Thread-safe. Protocol source: {@code google/pubsub/v1/pubsub.proto} and the service's
 * documentation.
 */
public final class EmbeddedPubSub implements AutoCloseable {
  /** The cap on stored messages unless another is given: 256 MiB. */
  public static final long DEFAULT_MAXIMUM_STORED_BYTES = 256L << 20;

  private static final int LARGEST_REQUEST = 20 << 20;

  private final Broker broker;
  private final OnePort onePort;
  private final int port;
  private @Nullable Server server;

  private EmbeddedPubSub(Broker broker, int port) {
    this.broker = broker;
    this.onePort =
        new OnePort(new RestRoutes(broker.topics(), broker.subscriptions(), broker.faults()));
    Server listening = listen(port);
    this.server = listening;
    this.port = listening.getPort();
  }

  /**
   * Starts a broker.
   *
   * @param port the loopback port, 0 for any free one
   * @throws UncheckedIOException naming the port, if it is taken
   */
  public static EmbeddedPubSub start(int port) {
    return start(port, DEFAULT_MAXIMUM_STORED_BYTES);
  }

  /**
   * Starts a broker that answers RESOURCE_EXHAUSTED to publishers once it holds so many bytes of
   * unacknowledged messages, counted once per subscription.
   *
   * @throws UncheckedIOException naming the port, if it is taken
   */
  public static EmbeddedPubSub start(int port, long maximumStoredBytes) {
    Broker broker = new Broker(InstantSource.system(), maximumStoredBytes);
    try {
      return new EmbeddedPubSub(broker, port);
    } catch (UncheckedIOException taken) {
      broker.close();
      throw taken;
    }
  }

  /** The port, the same after every {@link #restart}. */
  public int port() {
    return port;
  }

  /** Host and port as {@code PUBSUB_EMULATOR_HOST} wants them. */
  public String host() {
    return "127.0.0.1:" + port;
  }

  /** The switches for misbehaviour. */
  public Faults faults() {
    return broker.faults();
  }

  /**
   * Goes away: every connection breaks and none is taken, while topics, subscriptions and messages
   * are kept, as when the service cannot be reached. Does nothing if it is away already.
   */
  public synchronized void stop() {
    Server listening = server;
    if (listening == null) {
      return;
    }
    server = null;
    listening.shutdown();
    broker.subscriptions().endConsumers(Refusal.unavailable());
    onePort.closeRest();
    awaitTermination(listening);
  }

  /**
   * Comes back on the same port with what it held. Does nothing if it is there already.
   *
   * @throws UncheckedIOException naming the port, if it was taken meanwhile
   */
  public synchronized void restart() {
    if (server == null) {
      server = listen(port);
    }
  }

  /** Goes away for good; what it held is gone. */
  @Override
  public void close() {
    stop();
    broker.close();
  }

  private Server listen(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    Server server =
        NettyServerBuilder.forAddress(address, onePort.asCredentials())
            .executor(broker.executor())
            .maxInboundMessageSize(LARGEST_REQUEST)
            // To gRPC, a REST connection is one whose handshake takes long.
            .handshakeTimeout(1, TimeUnit.HOURS)
            .permitKeepAliveWithoutCalls(true)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .intercept(new RefusingInterceptor(broker.faults()))
            .addService(new PublisherService(broker.topics()))
            .addService(new SubscriberService(broker.subscriptions()))
            .build();
    try {
      return server.start();
    } catch (IOException taken) {
      throw new UncheckedIOException(
          new IOException("Port " + port + " for Pub/Sub cannot be opened.", taken));
    }
  }

  /** Lets the calls in flight end as they would, for a second; what is left is broken off. */
  private static void awaitTermination(Server server) {
    try {
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
        server.shutdownNow();
        server.awaitTermination(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
