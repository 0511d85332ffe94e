package dev.millrace.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of a program. It has a session of its own where the system offers that, so that a
 * terminal's Ctrl-C reaches the launcher alone, which then stops everything in order.
 */
final class ServiceProcess {
  private final Process process;

  private ServiceProcess(Process process) {
    this.process = process;
  }

  static ServiceProcess start(List<String> command, Map<String, String> environment, LogFile log)
      throws IOException {
    List<String> detached = new ArrayList<>();
    if (onPath("setsid")) {
      detached.add("setsid");
    }
    detached.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(detached)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new ServiceProcess(process);
  }

  /** Runs at the lowest priority where the system offers that. */
  static List<String> politely(List<String> command) {
    return onPath("nice")
        ? Stream.concat(Stream.of("nice", "-n", "19"), command.stream()).toList()
        : command;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end and says how it was. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks it to end (SIGTERM). */
  void terminate() {
    process.destroy();
  }

  /** Ends it and whatever it started (SIGKILL). */
  void kill() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(directory -> Path.of(directory, program).toFile().canExecute());
  }
}
