package dev.millrace.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary directories, and what is left of those whose process was killed. */
final class Directories {
  private static final String PREFIX = "millrace-postgres-";

  /** A younger one may just be starting, and its lock not yet taken. */
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private Directories() {}

  static Path temporary() throws IOException {
    removeAbandoned();
    return Files.createTempDirectory(PREFIX);
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void removeAbandoned() throws IOException {
    List<Path> candidates;
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      candidates = files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).toList();
    }
    for (Path candidate : candidates) {
      removeIfAbandoned(candidate);
    }
  }

  private static void removeIfAbandoned(Path directory) {
    try {
      Instant touched = Files.getLastModifiedTime(directory).toInstant();
      if (touched.isBefore(Instant.now().minus(YOUNG))) {
        EmbeddedDatabase.endLeftover(EmbeddedDatabase.dataIn(directory));
        delete(directory);
      }
    } catch (IOException | UncheckedIOException inUseOrGone) {
      // Somebody's: it is theirs to remove.
    }
  }
}
