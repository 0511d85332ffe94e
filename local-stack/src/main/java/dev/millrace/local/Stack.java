package dev.millrace.local;

import dev.millrace.local.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that runs on the laptop, in the order in which it depends on each other. Closing, from
 * any thread and at any moment of the start, stops it in the opposite order.
 */
final class Stack implements AutoCloseable {
  private final Settings settings;
  private final String version;
  private final Duration patience;
  private final PrintStream out;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private boolean closed;

  Stack(Settings settings, String version, Duration patience, PrintStream out) {
    this.settings = settings;
    this.version = version;
    this.patience = patience;
    this.out = out;
  }

  /** Returns once all of it is ready. */
  void start() throws StartException, IOException, InterruptedException {
    Instant begin = Instant.now();
    clearTheWay();
    Optional<EmbeddedDatabase> database = database();
    Optional<Broker> broker = broker();
    String brokerAddress =
        settings.foreignBroker().or(() -> broker.map(Broker::address)).orElseThrow();
    Broker.ensureTopology(brokerAddress, settings.project(), settings);
    ServiceEnvironment environment =
        new ServiceEnvironment(
            settings.foreignDatabase().or(() -> database.map(EmbeddedDatabase::url)).orElseThrow(),
            brokerAddress,
            settings.project(),
            secretKey());
    Map<String, String> variables = environment.over(settings.environment());
    variables.putIfAbsent(
        ServiceEnvironment.CRON_SECRET, SecretKey.keptIn(settings.local().resolve("cron-secret")));
    if (database.isPresent()) {
      variables.putIfAbsent("CATALOG_SCHEDULES", "true");
    }
    Services services = services(variables);
    services.awaitHealthy(patience);
    Optional<String> token = token(environment.secretKey());
    // A database of the user's own is not written to unasked.
    if (database.isPresent() && token.isPresent()) {
      new SampleSchedules(settings.port(Program.SCHEDULER_SERVICE), token.get()).make();
      Path worker = Program.CONTENT_WORKER.jar(settings.home(), version);
      new SampleCatalog(settings)
          .make(ServiceJava.of(Program.CONTENT_WORKER, worker).bare(), variables);
    }
    out.print(new Banner(settings, token).text());
    out.printf("Ready after %.1f s.%n", Duration.between(begin, Instant.now()).toMillis() / 1000.0);
    if (database.isPresent() && broker.isPresent()) {
      train(database.get(), broker.get());
    }
  }

  @Override
  public void close() {
    synchronized (parts) {
      closed = true;
      while (!parts.isEmpty()) {
        close(parts.pop());
      }
    }
  }

  private void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception failure) { // AutoCloseable's own: the other parts must be stopped as well.
      out.println("Stopping went wrong: " + failure);
    }
  }

  private void clearTheWay() throws IOException, StartException {
    new Leftovers(settings.local().resolve("run")).end(out);
    Ports ports = new Ports();
    for (Program program : Program.values()) {
      ports.require(settings.port(program), program.label(), program.portVariable());
    }
    if (settings.foreignBroker().isEmpty()) {
      ports.require(settings.brokerPort(), "Pub/Sub", Settings.BROKER_PORT);
    }
    if (settings.foreignDatabase().isEmpty()) {
      EmbeddedDatabase.endLeftover(databaseDirectory());
      ports.require(settings.databasePort(), "Postgres", Settings.DATABASE_PORT);
    }
    ports.verify();
  }

  private Optional<EmbeddedDatabase> database() throws IOException, StartException {
    if (settings.foreignDatabase().isPresent()) {
      out.println("Postgres is the one in DATABASE_URL");
      return Optional.empty();
    }
    LogFile log = new LogFile(settings.logs().resolve("postgres.log"));
    log.rotate();
    EmbeddedDatabase database =
        add(() -> EmbeddedDatabase.start(databaseDirectory(), settings.databasePort(), log.path()));
    out.println("Postgres is ready");
    return Optional.of(database);
  }

  private Optional<Broker> broker() throws IOException, StartException {
    if (settings.foreignBroker().isPresent()) {
      out.println("Pub/Sub is the one in PUBSUB_EMULATOR_HOST");
      return Optional.empty();
    }
    Broker broker = add(() -> Broker.start(settings.brokerPort()));
    out.println("Pub/Sub is ready");
    return Optional.of(broker);
  }

  private Services services(Map<String, String> environment) throws IOException, StartException {
    Services services = add(() -> Services.start(settings, version, environment, out));
    out.println("Waiting for the services");
    return services;
  }

  private void train(EmbeddedDatabase database, Broker broker) throws IOException, StartException {
    if (settings.trains() && !AotTraining.isDone(settings)) {
      add(() -> new AotTraining(settings, version, database, broker.address(), out).start());
    }
  }

  private String secretKey() throws IOException {
    Optional<String> given = settings.given(ServiceEnvironment.SECRET_KEY);
    return given.isPresent()
        ? given.get()
        : SecretKey.keptIn(settings.local().resolve("secret-key"));
  }

  /** None when tokens are signed elsewhere (RS256). */
  private Optional<String> token(String secretKey) throws IOException {
    if (!settings.given(ServiceEnvironment.ALGORITHM).orElse("HS256").equals("HS256")) {
      out.println("ALGORITHM is not HS256: no development token is made");
      return Optional.empty();
    }
    String organization = settings.given("DEFAULT_ORGANIZATION").orElse("default");
    String token = DevToken.mint(secretKey, organization, Instant.now());
    PrivateFile.write(settings.local().resolve("dev-token"), token + System.lineSeparator());
    return Optional.of(token);
  }

  private Path databaseDirectory() {
    return settings.local().resolve("postgres");
  }

  /** Starts a part so that either closing sees it, or it sees the closing. */
  private <T extends AutoCloseable> T add(Part<T> part) throws IOException, StartException {
    synchronized (parts) {
      if (closed) {
        throw new StartException("Stopped while starting");
      }
      T started = part.start();
      parts.push(started);
      return started;
    }
  }

  @FunctionalInterface
  private interface Part<T> {
    T start() throws IOException, StartException;
  }
}
