package dev.millrace.benchmarks.rig;

import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.Topic;
import dev.millrace.local.LocalService;
import dev.millrace.local.postgres.EmbeddedDatabase;
import dev.millrace.local.postgres.FreePort;
import dev.millrace.local.pubsub.EmbeddedPubSub;
import dev.millrace.local.pubsub.RetryBackoff;
import dev.millrace.local.pubsub.Topology;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;

/**
 * A durable Postgres with the product's schema, a broker in this process, and services in processes
 * of their own, with the options and start-up caches of the local stack.
 */
public final class Rig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BROKER_BYTES = 1L << 30;
  private static final String SUPERUSER = "postgres";

  /** What may be given to the benchmarks to see what it does to the services. */
  private static final List<String> TRIED =
      List.of("WORKER_CONCURRENCY", "DATABASE_POOL_SIZE", "NETTY_THREADS", "JAVA_TOOL_OPTIONS");

  /** What agents-api and scheduler-service publish to. */
  private static final List<String> PUBLISHED_TO =
      List.of("content-generation-requests", "scheduler-ticks");

  private final Path home;
  private final String version;
  private final String secret = LocalService.secret();
  private final EmbeddedDatabase database;
  private final EmbeddedPubSub broker;

  private Rig(Path home, EmbeddedDatabase database, EmbeddedPubSub broker) {
    this.home = home;
    this.version =
        Optional.ofNullable(Rig.class.getPackage().getImplementationVersion()).orElse("0.1.0");
    this.database = database;
    this.broker = broker;
  }

  /**
   * Starts the database and the broker, and makes the services' start-up caches unless they are
   * there, so that every figure is of services as the local stack starts them.
   */
  public static Rig start(Path home) throws IOException, InterruptedException {
    Rig rig =
        new Rig(home, EmbeddedDatabase.startTemporary(), EmbeddedPubSub.start(0, BROKER_BYTES));
    try {
      migrate(rig.database.jdbcUrl());
      rig.makeCaches();
      return rig;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      rig.close();
      throw failure;
    }
  }

  /** The product's database. */
  public String jdbcUrl() {
    return database.jdbcUrl();
  }

  /** A connection to the product's database. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl());
  }

  /** The server's word on whether what is committed survives a crash. */
  public String durability() {
    try (Connection connection = connect()) {
      return "PostgreSQL %s, fsync %s, synchronous_commit %s, full_page_writes %s"
          .formatted(
              connection.getMetaData().getDatabaseProductVersion(),
              durable(connection, "fsync"),
              durable(connection, "synchronous_commit"),
              durable(connection, "full_page_writes"));
    } catch (SQLException failure) {
      throw new IllegalStateException("The database cannot be asked", failure);
    }
  }

  /**
   * Empties the tables and writes a checkpoint, so that every figure begins alike. Only while
   * nothing is under way.
   */
  public void reset() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://localhost:%d/%s?user=%s"
                    .formatted(database.port(), EmbeddedDatabase.MILLRACE, SUPERUSER));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "TRUNCATE content_requests, dead_letters, idempotency_keys, schedules, schedule_decisions"
              + " CASCADE");
      statement.execute("CHECKPOINT");
    }
  }

  /** The broker's host and port. */
  public String brokerAddress() {
    return broker.host();
  }

  /** Makes the product's topics and subscriptions in a project. */
  public void ensureTopology(String project) {
    Topology.standard().ensure(broker.host(), project, RetryBackoff.local());
  }

  /** Makes the topics alone: what is published to them is kept nowhere. */
  public void ensureTopicsOnly(String project) {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(broker.host()).usePlaintext().build();
    try {
      for (String topic : PUBLISHED_TO) {
        PublisherGrpc.newBlockingStub(channel)
            .createTopic(
                Topic.newBuilder().setName("projects/" + project + "/topics/" + topic).build());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  /** Makes the topics, and keeps what is published to them, which no worker takes. */
  public Mailbox keepWhatIsPublished(String project) {
    return Mailbox.open(broker.host(), project, PUBLISHED_TO);
  }

  /** A token that the services take. */
  public String token() {
    return LocalService.token(secret);
  }

  /** Starts a service and waits until it is healthy. */
  public Service start(String name, String project) throws IOException, InterruptedException {
    return start(name, project, Map.of());
  }

  /** Starts a service with settings of the measure's own. */
  public Service start(String name, String project, Map<String, String> settings)
      throws IOException, InterruptedException {
    LocalService.Build build = build(name);
    int port = FreePort.find();
    Map<String, String> environment = environment(project, port);
    environment.putAll(settings);
    LocalService process = LocalService.start(build, environment, log(name));
    Service service = new Service(process, port);
    try {
      service.awaitHealthy(PATIENCE);
      return service;
    } catch (RuntimeException | InterruptedException failure) {
      service.close();
      throw failure;
    }
  }

  /** How long a service takes from exec to its first healthy answer, in seconds. */
  public double coldStart(String name, String project, boolean cached)
      throws IOException, InterruptedException {
    LocalService.Build build = build(name);
    int port = FreePort.find();
    Map<String, String> environment = environment(project, port);
    long begin = System.nanoTime();
    try (Service service =
        new Service(LocalService.start(build, environment, log(name), cached), port)) {
      service.awaitHealthy(PATIENCE);
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  private void makeCaches() throws IOException, InterruptedException {
    LocalService.makeCaches(home, version, database, broker.host(), System.err);
  }

  @Override
  public void close() {
    broker.close();
    database.close();
  }

  private LocalService.Build build(String name) {
    return new LocalService.Build(home, version, name);
  }

  private Map<String, String> environment(String project, int port) {
    Map<String, String> environment =
        LocalService.environment(database.url(), broker.host(), project, secret);
    environment.put("PORT", Integer.toString(port));
    environment.put("CRON_SECRET", secret);
    // A tick comes when a measure calls for it.
    environment.put("SCHEDULER_DRIVER", "http");
    // As in production: the local stack's quick rescue is for people who wait.
    environment.put("RESCUE_AFTER", "60s");
    TRIED.stream()
        .filter(System.getenv()::containsKey)
        .forEach(name -> environment.put(name, System.getenv(name)));
    return environment;
  }

  /** What the scheduler's ticks are authorized with. */
  public String cronSecret() {
    return secret;
  }

  private Path log(String name) {
    return home.resolve("benchmarks").resolve("target").resolve("logs").resolve(name + ".log");
  }

  private static void migrate(String jdbcUrl) {
    Flyway.configure()
        .dataSource(jdbcUrl, EmbeddedDatabase.MILLRACE, EmbeddedDatabase.MILLRACE)
        .locations("classpath:db/migration")
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .load()
        .migrate();
  }

  private static String durable(Connection connection, String setting) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SHOW " + setting)) {
      String value = rows.next() ? rows.getString(1) : "unknown";
      if (!value.equals("on")) {
        throw new IllegalStateException(setting + " is " + value + ": nothing would be proven");
      }
      return value;
    }
  }
}
