package dev.millrace.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's main process, made and spoken to as PostgreSQL's manual says: {@code initdb}, the
 * file {@code postmaster.pid}, and signals.
 */
final class Postmaster {
  static final String SUPERUSER = "postgres";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int STATUS_LINE = 7;
  private static final Map<String, String> SERVER_SETTINGS =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "max_connections", "200",
          "shared_buffers", "128MB",
          "timezone", "UTC",
          "log_timezone", "UTC",
          "listen_addresses", "localhost",
          "unix_socket_directories", "");

  private final ProcessHandle process;

  private Postmaster(ProcessHandle process) {
    this.process = process;
  }

  /** Returns once the server takes connections. The directory is made if there is none. */
  static Postmaster start(Path dataDirectory, int port, Path log) throws IOException {
    PostgresBinaries binaries = PostgresBinaries.unpacked();
    if (!Files.exists(dataDirectory.resolve("PG_VERSION"))) {
      initialize(binaries, dataDirectory, log);
    }
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // A session of its own: a terminal's Ctrl-C is for the owner, who stops it in order.
      command.add("/usr/bin/setsid");
    }
    command.addAll(binaries.command("postgres"));
    command.addAll(List.of("-D", dataDirectory.toString(), "-p", Integer.toString(port)));
    SERVER_SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    Process started = launch(command, log);
    Postmaster postmaster = new Postmaster(started.toHandle());
    postmaster.awaitReady(dataDirectory);
    return postmaster;
  }

  /**
   * Ends a server whose owner was killed, and removes a process-id file that only looks as if one
   * lived: PostgreSQL refuses to start when that id has since been given to another program. The
   * caller holds the directory's lock, so whatever runs on it belongs to nobody.
   */
  static void removeLeftover(Path dataDirectory) throws IOException {
    Path file = processFile(dataDirectory);
    if (!Files.exists(file)) {
      return;
    }
    Optional<ProcessHandle> leftover =
        Files.readAllLines(file).stream()
            .findFirst()
            .flatMap(Postmaster::processId)
            .flatMap(ProcessHandle::of)
            .filter(Postmaster::isPostgres);
    if (leftover.isPresent()) {
      new Postmaster(leftover.get()).stop();
    }
    Files.deleteIfExists(file);
  }

  /**
   * Rolls back what is open, writes a checkpoint and ends; falls back to a crash if that takes
   * longer than a minute. Does nothing to a process that has ended.
   */
  void stop() throws IOException {
    signal("INT");
    if (!endsWithin(PATIENCE)) {
      crash();
    }
  }

  /** Ends at once without a checkpoint: the next start recovers from the log. */
  void crash() throws IOException {
    signal("QUIT");
    if (!endsWithin(PATIENCE)) {
      process.destroyForcibly();
    }
  }

  /** Made elsewhere and then moved, so that an interrupted one is never taken for a database. */
  private static void initialize(PostgresBinaries binaries, Path dataDirectory, Path log)
      throws IOException {
    Path fresh = dataDirectory.resolveSibling(dataDirectory.getFileName() + ".new");
    Directories.delete(fresh);
    List<String> command = new ArrayList<>(binaries.command("initdb"));
    command.addAll(List.of("--pgdata", fresh.toString()));
    command.addAll(List.of("--auth=trust", "--username=" + SUPERUSER, "--encoding=UTF8"));
    // PostgreSQL's own locale: the same order of text on every operating system.
    command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"));
    if (exitCode(launch(command, log)) != 0) {
      throw new IOException("The data directory could not be made: " + fresh);
    }
    Files.move(fresh, dataDirectory, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Process launch(List<String> command, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    return builder.start();
  }

  /** As {@code pg_ctl} does: the server writes its status into its process-id file. */
  private void awaitReady(Path dataDirectory) throws IOException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!isReady(dataDirectory)) {
      if (endsWithin(PAUSE)) {
        throw new IOException("The server ended while starting");
      }
      if (Instant.now().isAfter(deadline) || Thread.currentThread().isInterrupted()) {
        crash();
        throw new IOException("The server was not ready within " + PATIENCE.toSeconds() + " s");
      }
    }
  }

  private boolean isReady(Path dataDirectory) throws IOException {
    Path file = processFile(dataDirectory);
    if (!Files.exists(file)) {
      return false;
    }
    List<String> lines = Files.readAllLines(file);
    return lines.size() > STATUS_LINE
        && lines.getFirst().strip().equals(Long.toString(process.pid()))
        && lines.get(STATUS_LINE).strip().equals("ready");
  }

  private static Path processFile(Path dataDirectory) {
    return dataDirectory.resolve("postmaster.pid");
  }

  private static Optional<Long> processId(String line) {
    return line.strip().matches("[0-9]{1,10}")
        ? Optional.of(Long.parseLong(line.strip()))
        : Optional.empty();
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/postgres")).isPresent();
  }

  private void signal(String name) throws IOException {
    if (!process.isAlive()) {
      return;
    }
    exitCode(
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private static int exitCode(Process program) throws IOException {
    try {
      return program.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      program.destroyForcibly();
      throw new IOException("Interrupted", interrupted);
    }
  }

  /** Asked again and again: the JDK looks only every few seconds at what it did not start. */
  private boolean endsWithin(Duration time) {
    Instant deadline = Instant.now().plus(time);
    try {
      while (isRunning() && Instant.now().isBefore(deadline)) {
        Thread.sleep(POLL);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return !isRunning();
  }

  /** An orphan that ended is there until the system's first process reaps it, without a command. */
  private boolean isRunning() {
    return process.isAlive() && process.info().command().isPresent();
  }
}
