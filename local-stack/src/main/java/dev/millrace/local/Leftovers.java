package dev.millrace.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Notes which processes this stack started, so that after a launcher was killed the next one ends
 * what it left behind instead of finding its ports taken.
 */
record Leftovers(Path directory) {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** Notes a process by a piece of its command line, against process ids that are used again. */
  void note(String name, long processId, Path jar) throws IOException {
    Files.createDirectories(directory);
    Files.write(
        directory.resolve(name + ".pid"),
        List.of(
            Long.toString(processId),
            Long.toString(ProcessHandle.current().pid()),
            jar.getFileName().toString()));
  }

  void forget(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name + ".pid"));
  }

  /** Ends what an earlier launcher left behind; a living launcher's processes are not touched. */
  void end(PrintStream out) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> notes;
    try (Stream<Path> files = Files.list(directory)) {
      notes = files.filter(file -> file.toString().endsWith(".pid")).toList();
    }
    for (Path note : notes) {
      Optional<ProcessHandle> orphan = orphan(Files.readAllLines(note));
      if (orphan.isPresent()) {
        out.printf("Ending %s, left behind by an earlier run%n", note.getFileName());
        end(orphan.get());
        Files.delete(note);
      }
    }
  }

  private static Optional<ProcessHandle> orphan(List<String> note) {
    if (note.size() != 3) {
      return Optional.empty();
    }
    long launcher = Long.parseLong(note.get(1));
    return ProcessHandle.of(Long.parseLong(note.get(0)))
        .filter(process -> process.parent().map(ProcessHandle::pid).orElse(0L) != launcher)
        .filter(process -> process.info().commandLine().orElse("").contains(note.get(2)));
  }

  private static void end(ProcessHandle orphan) {
    Instant deadline = Instant.now().plus(GRACE);
    orphan.destroy();
    try {
      while (isRunning(orphan) && Instant.now().isBefore(deadline)) {
        Thread.sleep(POLL); // The JDK itself looks only every few seconds at what it did not start.
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      orphan.descendants().forEach(ProcessHandle::destroyForcibly);
      orphan.destroyForcibly();
    }
  }

  /** An orphan that ended is there until the system's first process reaps it, without a command. */
  private static boolean isRunning(ProcessHandle orphan) {
    return orphan.isAlive() && orphan.info().command().isPresent();
  }
}
