package dev.millrace.worker.testing;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import dev.millrace.local.pubsub.EmbeddedPubSub;
import dev.millrace.local.pubsub.RetryBackoff;
import dev.millrace.local.pubsub.Topology;
import dev.millrace.testing.MigratedDatabase;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A fresh database, a fresh broker, and as many workers on them as a test starts. */
public final class WorkerStack implements AutoCloseable {
  private static final RetryBackoff BACKOFF =
      new RetryBackoff(Duration.ofMillis(50), Duration.ofMillis(400));

  private final MigratedDatabase database;
  private final EmbeddedPubSub broker = EmbeddedPubSub.start(0);
  private final ManagedChannel channel =
      ManagedChannelBuilder.forTarget(broker.host()).usePlaintext().build();
  private final List<ApplicationContext> workers = new ArrayList<>();

  private WorkerStack(MigratedDatabase database) {
    this.database = database;
    ensureTopology();
  }

  /** A stack without a worker. */
  public static WorkerStack start() {
    return on(MigratedDatabase.create());
  }

  /** As {@link #start}, on a database that a test may take away. */
  public static WorkerStack on(MigratedDatabase database) {
    return new WorkerStack(database);
  }

  /** Makes the topics and subscriptions, as the local stack does whenever the broker has none. */
  public void ensureTopology() {
    Topology.standard().ensure(broker.host(), MigratedDatabase.PROJECT, BACKOFF);
  }

  public MigratedDatabase database() {
    return database;
  }

  public EmbeddedPubSub broker() {
    return broker;
  }

  /**
   * Starts a worker, and with properties of the test's own. What a test waits for is short; what
   * only a slow machine would run into is long: a lease that ends or a publication that is repeated
   * changes what the tables say.
   *
   * @param beans of the test's own
   */
  public ApplicationContext worker(Map<String, Object> more, Object... beans) {
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.put("millrace.startup.enabled", "true");
    properties.put("pubsub.emulator.host", broker.host());
    properties.put("micronaut.server.port", -1);
    properties.put("millrace.environment", "test");
    properties.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    properties.put("datasources.default.connection-timeout", 60_000);
    properties.put("millrace.dispatch.publish-timeout", "1m");
    properties.put("millrace.dispatch.rescue-after", "30s");
    properties.put("millrace.worker.lease", "1m");
    properties.put("millrace.worker.backoff-min", "50ms");
    properties.put("millrace.worker.backoff-max", "400ms");
    properties.put("millrace.worker.grace", "2s");
    properties.put("millrace.worker.configuration-pause", "1s");
    properties.putAll(more);
    EmbeddedServer server =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .environments("content-worker", Environment.TEST)
            .properties(properties)
            .singletons(beans)
            .start()
            .getBean(EmbeddedServer.class)
            .start();
    workers.add(server.getApplicationContext());
    return server.getApplicationContext();
  }

  /** Publishes as a foreign producer does. */
  public String publish(String payload) {
    return publish(
        PubsubMessage.newBuilder()
            .setData(ByteString.copyFrom(payload, StandardCharsets.UTF_8))
            .build());
  }

  /** Publishes a message to the topic of requests and answers its id. */
  public String publish(PubsubMessage message) {
    return publishTo("content-generation-requests", message);
  }

  /** Publishes a message and answers its id. */
  public String publishTo(String topic, PubsubMessage message) {
    return PublisherGrpc.newBlockingStub(channel)
        .publish(
            PublishRequest.newBuilder()
                .setTopic(TopicName.of(MigratedDatabase.PROJECT, topic).toString())
                .addMessages(message)
                .build())
        .getMessageIds(0);
  }

  /** The environment of a worker that runs as a process of its own. */
  public Map<String, String> environment() {
    return Map.of(
        "DATABASE_URL", database.url(),
        "PUBSUB_EMULATOR_HOST", broker.host(),
        "GOOGLE_CLOUD_PROJECT", MigratedDatabase.PROJECT,
        "ENVIRONMENT", "test",
        "SECRET_KEY", "a-secret-of-the-tests-that-is-long-enough",
        "PUBSUB_BACKOFF_MIN", "50ms",
        "PUBSUB_BACKOFF_MAX", "400ms");
  }

  @Override
  public void close() {
    workers.forEach(ApplicationContext::close);
    channel.shutdownNow();
    broker.close();
    database.close();
  }
}
