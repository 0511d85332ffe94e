package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.postgres.EmbeddedDatabase;
import dev.millrace.local.postgres.FreePort;
import dev.millrace.local.pubsub.EmbeddedPubSub;
import dev.millrace.local.pubsub.RetryBackoff;
import dev.millrace.local.pubsub.Topology;
import dev.millrace.security.Tokens;
import dev.millrace.testing.MigratedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * All of the product for one fault run: a database server and a broker of its own, the services as
 * processes with short times, and a producer.
 */
final class Installation implements AutoCloseable {
  private static final RetryBackoff BACKOFF =
      new RetryBackoff(Duration.ofMillis(100), Duration.ofSeconds(1));
  private static final Duration PATIENCE = Duration.ofMinutes(3).plusMillis(200L * Scale.REQUESTS);

  private final String run;
  private final SplittableRandom chances;
  private final EmbeddedDatabase server;
  private final MigratedDatabase database;
  private final EmbeddedPubSub broker;
  private final Producer producer;
  private final History history;
  private final int apiPort;
  private final List<Service> services = new ArrayList<>();

  private Installation(String run) throws IOException {
    this.run = run;
    this.chances = Scale.chances(run);
    this.server = EmbeddedDatabase.startTemporary();
    this.database = MigratedDatabase.on(server);
    this.broker = EmbeddedPubSub.start(0);
    this.producer = new Producer(run, chances.split(), broker.host());
    this.history = new History(database);
    this.apiPort = FreePort.find();
    WriteLog.install(database);
    broker.faults().seed(chances.nextLong());
    ensureTopology();
  }

  /**
   * Starts database and broker.
   *
   * @param run names the run in correlation ids and in its log files
   */
  static Installation start(String run) {
    try {
      return new Installation(run);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  SplittableRandom chances() {
    return chances;
  }

  EmbeddedDatabase server() {
    return server;
  }

  MigratedDatabase database() {
    return database;
  }

  EmbeddedPubSub broker() {
    return broker;
  }

  Producer producer() {
    return producer;
  }

  /** Makes the topics and subscriptions, as the local stack does whenever the broker has none. */
  void ensureTopology() {
    Topology.standard().ensure(broker.host(), MigratedDatabase.PROJECT, BACKOFF);
  }

  /** Starts agents-api, always at the same address. */
  Service api(Map<String, String> more) {
    return start("api", "agents-api", List.of(), apiPort, more);
  }

  /** Where requests are posted to. */
  URI requests() {
    return URI.create("http://localhost:" + apiPort + "/v1/content-requests");
  }

  /** Starts a worker that runs until it is ended. */
  Service worker(Map<String, String> more) {
    return worker(List.of("serve"), more);
  }

  /** Starts a worker with a command of the test's own. */
  Service worker(List<String> arguments, Map<String, String> more) {
    try {
      return start("worker", "content-worker", arguments, FreePort.find(), more);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Starts a scheduler-service that ticks when it is called. A publication that it gives up on
   * while the machine stands still may have arrived, and would come twice.
   */
  Service scheduler(Map<String, String> more) {
    try {
      Map<String, String> patient = new HashMap<>(more);
      patient.put("MILLRACE_DISPATCH_PUBLISH_TIMEOUT", "1m");
      return start("scheduler", "scheduler-service", List.of(), FreePort.find(), patient);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** How many requests are in that state. */
  long count(String status) {
    return database.number("SELECT count(*) FROM content_requests WHERE status = ?", status);
  }

  /** How many requests that worker holds a lease on. */
  long heldBy(Service worker) {
    return database.number(
        "SELECT count(*) FROM content_requests WHERE status = 'processing' AND lease_owner LIKE ?",
        worker.pid() + "@%");
  }

  /** How many events of that kind there were. */
  long events(String event) {
    return database.number("SELECT count(*) FROM request_events WHERE event = ?", event);
  }

  /** Waits until so many requests have completed and others are being worked on. */
  void awaitInFullSwing(long completed) {
    await("%d completed and more in work".formatted(completed))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> count("completed") >= completed && count("processing") > 0);
  }

  /** Waits until everything that was accepted has ended, and checks every invariant. */
  void assertAllEndedAsPromised() {
    Set<String> accepted = new TreeSet<>(producer.acceptedByRest());
    accepted.addAll(producer.acceptedByBroker());
    assertAllEndedAsPromised(accepted);
  }

  /** As {@link #assertAllEndedAsPromised()}, of these and of whatever else has a row. */
  void assertAllEndedAsPromised(Set<String> accepted) {
    try {
      await("the end of everything that was accepted")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptions()
          .until(() -> history.isOver(accepted));
    } finally {
      assertThat(history.violations(accepted, services)).as("what is wrong in " + run).isEmpty();
    }
  }

  @Override
  public void close() {
    services.forEach(Service::close);
    producer.close();
    broker.close();
    server.close();
  }

  private Service start(
      String kind, String module, List<String> arguments, int port, Map<String, String> more) {
    String name = kind + "-" + (services.size() + 1);
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", database.url() + "?ApplicationName=" + name);
    environment.put("DATABASE_POOL_SIZE", "8");
    environment.put("PUBSUB_EMULATOR_HOST", broker.host());
    environment.put("GOOGLE_CLOUD_PROJECT", MigratedDatabase.PROJECT);
    environment.put("ENVIRONMENT", "local");
    environment.put("SECRET_KEY", Tokens.SECRET_KEY);
    environment.put("RESCUE_AFTER", "2s");
    environment.put("WORKER_LEASE", "3s");
    environment.put("PUBSUB_BACKOFF_MIN", BACKOFF.minimum().toMillis() + "ms");
    environment.put("PUBSUB_BACKOFF_MAX", BACKOFF.maximum().toMillis() + "ms");
    environment.putAll(more);
    Service service =
        Service.start(
            name,
            Jars.of(module),
            arguments,
            port,
            environment,
            logs().resolve(run + "-" + name + ".log"));
    services.add(service);
    return service;
  }

  private static Path logs() {
    try {
      return Files.createDirectories(Path.of("target", "faults"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
