package dev.millrace.local.postgres;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The server's programs for this system, unpacked once into the user's cache. */
record PostgresBinaries(Path directory) {
  private static final int OWNER_EXECUTES = 0100;
  private static final int NAME_BYTES = 8;

  static PostgresBinaries unpacked() throws IOException {
    byte[] archive = archive();
    Path directory = cache().resolve("postgres-" + fingerprint(archive));
    if (!Files.exists(directory)) {
      Files.createDirectories(directory.getParent());
      Path fresh = Files.createTempDirectory(directory.getParent(), "unpacking");
      unpack(archive, fresh);
      install(fresh, directory);
    }
    return new PostgresBinaries(directory);
  }

  /**
   * The start of a command line. The server refuses to run as root, so for root it gets a user
   * namespace in which it is nobody.
   */
  List<String> command(String program) {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(directory.resolve("bin").resolve(program).toString());
    return command;
  }

  /**
   * The first that is on the class path. There may be two of it, from a build's own folder of
   * libraries and from Maven's, which the library's resolver takes for a mistake.
   */
  private static byte[] archive() throws IOException {
    String name = "postgres-%s-%s.txz".formatted(operatingSystem(), architecture());
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + name)) {
      if (packed == null) {
        throw new IOException("There is no PostgreSQL for this system on the class path: " + name);
      }
      return packed.readAllBytes();
    }
  }

  private static String operatingSystem() {
    return System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
  }

  /** As Zonky's archives name it. */
  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(set -> !set.isBlank())
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("millrace");
  }

  private static String fingerprint(byte[] archive) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }

  private static void unpack(byte[] archive, Path directory) throws IOException {
    try (TarArchiveInputStream entries =
        new TarArchiveInputStream(
            new BufferedInputStream(new XZInputStream(new ByteArrayInputStream(archive))))) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        unpack(entry, entries, directory.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    if ((entry.getMode() & OWNER_EXECUTES) != 0 && !target.toFile().setExecutable(true)) {
      throw new IOException("Cannot be made executable: " + target);
    }
  }

  /** Several processes may unpack at once: one of them wins, and all of them have the same. */
  private static void install(Path fresh, Path directory) throws IOException {
    try {
      Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException another) {
      Directories.delete(fresh);
      if (!Files.exists(directory)) {
        throw another;
      }
    }
  }
}
