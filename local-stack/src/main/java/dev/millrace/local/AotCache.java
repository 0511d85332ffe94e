package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A service's ahead-of-time cache (JEP 514) beside its jar, with a stamp of what it was made from:
 * the JVM, its options and every jar. A cache with another stamp is made anew.
 */
record AotCache(Path directory, String name) {
  static AotCache of(Program program, Path home) {
    return new AotCache(program.target(home), program.label());
  }

  Path file() {
    return directory.resolve(name + ".aot");
  }

  /** Where a training run writes: never the file that a service may be using. */
  Path inTheMaking() {
    return directory.resolve(name + ".new.aot");
  }

  boolean isCurrent() throws IOException {
    return Files.exists(file())
        && Files.exists(stampFile())
        && Files.readString(stampFile()).equals(stamp());
  }

  /** Takes what a training run wrote into use, if the jars are still those of its start. */
  boolean accept(String stampAtStart) throws IOException {
    if (!Files.exists(inTheMaking()) || !stampAtStart.equals(stamp())) {
      return false;
    }
    Files.deleteIfExists(stampFile());
    Files.move(inTheMaking(), file(), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(stampFile(), stampAtStart);
    return true;
  }

  /** Removes what an unfinished training run left. */
  void discard() throws IOException {
    Files.deleteIfExists(inTheMaking());
    Files.deleteIfExists(directory.resolve(name + ".new.aot.config"));
  }

  String stamp() throws IOException {
    CRC32 checksum = new CRC32();
    for (Path jar : jars()) {
      FileTime modified = Files.getLastModifiedTime(jar);
      checksum.update(
          (jar.getFileName() + " " + Files.size(jar) + " " + modified + "\n").getBytes(UTF_8));
    }
    return System.getProperty("java.vm.version")
        + " "
        + String.join(" ", ServiceJava.OPTIONS)
        + " "
        + Long.toHexString(checksum.getValue());
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.walk(directory, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> isOnClassPath(directory.relativize(file)))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static boolean isOnClassPath(Path file) {
    return file.getNameCount() == 1 || file.startsWith("lib");
  }

  private Path stampFile() {
    return directory.resolve(name + ".aot.stamp");
  }
}
