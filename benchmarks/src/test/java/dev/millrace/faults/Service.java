package dev.millrace.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a service's program, and the signals that it can be sent. */
final class Service implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx192m",
          "-XX:+ExitOnOutOfMemoryError",
          "--sun-misc-unsafe-memory-access=allow");

  private final String name;
  private final Process process;
  private final int port;
  private final Path log;
  private final Path archive;

  private Service(String name, Process process, int port, Path log, Path archive) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.log = log;
    this.archive = archive;
  }

  /**
   * Starts it and returns at once.
   *
   * @param name distinguishes it from the other runs of the same test
   * @param port where it answers HTTP
   */
  static Service start(
      String name,
      Path jar,
      List<String> arguments,
      int port,
      Map<String, String> environment,
      Path log) {
    boolean skewed = environment.containsKey(SkewedClock.SKEW);
    Path archive =
        Path.of("target", "faults", jar.getFileName() + (skewed ? ".skewed" : "") + ".jsa");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(archiving(archive));
    command.addAll(skewed ? SkewedClock.program(jar) : List.of("-jar", jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PORT", Integer.toString(port));
    try {
      return new Service(name, builder.start(), port, log, archive);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The name that its connections to the database bear. */
  String name() {
    return name;
  }

  /** Its process id, which begins the name under which it holds leases. */
  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  /** Waits until it says that it is healthy. */
  Service ready() {
    await(name + " is ready, see " + log)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .failFast(name + " ended, see " + log, () -> !process.isAlive())
        .until(this::isReady);
    return this;
  }

  /** SIGKILL: ends it at once. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** SIGTERM: asks it to end. */
  void terminate() {
    process.destroy();
  }

  /** SIGSTOP: it stands still, without knowing. */
  void freeze() {
    signal("STOP");
  }

  /** SIGCONT: it goes on as if nothing had happened. */
  void thaw() {
    signal("CONT");
  }

  /** Waits for its end. */
  int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " does not end, see " + log);
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** What it has logged. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    if (Files.notExists(archive) && process.isAlive()) {
      terminate();
      exitCode();
    }
    process.destroyForcibly();
  }

  /**
   * To load the classes is most of what a start costs, so a run that ends by itself archives them.
   */
  private static List<String> archiving(Path archive) {
    return List.of(
        "-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive, "-Xlog:disable");
  }

  private boolean isReady() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/health")).timeout(Duration.ofSeconds(10)).build();
    try {
      return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void signal(String signal) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("SIG" + signal + " was not sent to " + name);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
