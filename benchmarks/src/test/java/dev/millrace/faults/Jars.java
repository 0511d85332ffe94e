package dev.millrace.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build leaves the services. */
final class Jars {
  private Jars() {}

  /** The program of a module, with its libraries beside it. */
  static Path of(String module) {
    Path target = Path.of("..", module, "target").toAbsolutePath().normalize();
    if (Files.isDirectory(target.resolve("lib"))) {
      try (DirectoryStream<Path> jars =
          Files.newDirectoryStream(target, module + "-[0-9].[0-9].[0-9].jar")) {
        for (Path jar : jars) {
          return jar;
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    throw new IllegalStateException(
        "The fault tests start " + module + " from its jar: run make test, or mvnw verify.");
  }
}
