package dev.millrace.local;

import dev.millrace.local.postgres.EmbeddedDatabase;
import dev.millrace.local.postgres.FreePort;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the services' start-up caches in the background of a run, one after another and at the
 * lowest priority. A training run has a database and a project of its own and none of the user's
 * keys, so it neither touches the user's data nor costs money.
 */
final class AotTraining implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AotTraining.class);
  private static final String DATABASE = "millrace_training";
  private static final String PROJECT = "millrace-training";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<String> VARIABLES =
      List.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "PUBSUB_TOPIC", "PUBSUB_SUBSCRIPTION");

  /** Of this process only: nothing outside a training run accepts it. */
  private final String secret = SecretKey.random();

  private final Settings settings;
  private final String version;
  private final EmbeddedDatabase database;
  private final String brokerAddress;
  private final PrintStream out;
  private final Leftovers leftovers;
  private final Thread thread = Thread.ofVirtual().name("aot-training").unstarted(this::run);
  private @Nullable ServiceProcess process;
  private boolean closed;

  AotTraining(
      Settings settings,
      String version,
      EmbeddedDatabase database,
      String brokerAddress,
      PrintStream out) {
    this.settings = settings;
    this.version = version;
    this.database = database;
    this.brokerAddress = brokerAddress;
    this.out = out;
    this.leftovers = new Leftovers(settings.local().resolve("run"));
  }

  /** True when every service has a cache of its present jars. */
  static boolean isDone(Settings settings) throws IOException {
    for (Program program : Program.values()) {
      if (!AotCache.of(program, settings.home()).isCurrent()) {
        return false;
      }
    }
    return true;
  }

  AotTraining start() {
    thread.start();
    return this;
  }

  /** Waits until the caches are made, or could not be. */
  void await() throws InterruptedException {
    thread.join();
  }

  /** Ends a training run that is under way; the next run of the stack begins it anew. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (process != null) {
        process.kill();
      }
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Instant begin = Instant.now();
    try {
      database.dropDatabase(DATABASE);
      database.createDatabase(DATABASE);
      Broker.ensureTopology(brokerAddress, PROJECT, settings);
      // All of them, even if only one is stale: the worker's work is the request made to the API.
      for (Program program : Program.values()) {
        train(program);
      }
      out.printf(
          "Start-up caches were made in the background (%d s): the next start is faster%n",
          Duration.between(begin, Instant.now()).toSeconds());
    } catch (InterruptedException stopped) {
      LOG.info("Training was stopped; the next run of the stack begins it anew");
    } catch (IOException | IllegalStateException failure) {
      LOG.warn("Training failed; services start without a cache until the next run", failure);
    } finally {
      cleanUp();
    }
  }

  private void train(Program program) throws IOException, InterruptedException {
    AotCache cache = AotCache.of(program, settings.home());
    Path jar = program.jar(settings.home(), version);
    String stamp = cache.stamp();
    int port = FreePort.find();
    LogFile log = new LogFile(settings.logs().resolve("aot-training-" + program.label() + ".log"));
    log.rotate();
    ServiceProcess run =
        launch(
            ServiceProcess.politely(ServiceJava.of(program, jar).training(cache.inTheMaking())),
            environment(port),
            log);
    leftovers.note(note(program), run.pid(), jar);
    try {
      if (new HealthCheck(PATIENCE).await(run, port)) {
        exercise().run(program, port, run);
      }
      run.terminate();
      if (!run.endsWithin(PATIENCE) || !cache.accept(stamp)) {
        throw new IOException("No cache was made of " + program.label() + "; see " + log.path());
      }
      LOG.info("Made the start-up cache of {}", program.label());
    } finally {
      run.kill();
      cache.discard();
      leftovers.forget(note(program));
    }
  }

  private synchronized ServiceProcess launch(
      List<String> command, Map<String, String> environment, LogFile log)
      throws IOException, InterruptedException {
    if (closed) {
      throw new InterruptedException();
    }
    ServiceProcess started = ServiceProcess.start(command, environment, log);
    process = started;
    return started;
  }

  private Exercise exercise() {
    String token = DevToken.mint(secret, "default", Instant.now());
    return new Exercise(database, DATABASE, token, secret);
  }

  private Map<String, String> environment(int port) {
    Map<String, String> kept = new HashMap<>(settings.environment());
    kept.keySet().retainAll(VARIABLES);
    kept.put("PORT", Integer.toString(port));
    kept.put(ServiceEnvironment.CRON_SECRET, secret);
    return new ServiceEnvironment(database.url(DATABASE), brokerAddress, PROJECT, secret)
        .over(kept);
  }

  private void cleanUp() {
    try {
      database.dropDatabase(DATABASE);
    } catch (IllegalStateException stopping) {
      LOG.info("The training database is left; the next run of the stack removes it");
    }
  }

  private static String note(Program program) {
    return "aot-training-" + program.label();
  }
}
