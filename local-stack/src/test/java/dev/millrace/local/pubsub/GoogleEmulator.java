package dev.millrace.local.pubsub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Google's emulator as a process, where it is installed: {@code PUBSUB_EMULATOR_JAR}, or the usual
 * folders of the Google Cloud SDK.
 */
final class GoogleEmulator implements AutoCloseable {
  private final Process process;
  private final int port;

  private GoogleEmulator(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Optional<Path> jar() {
    Optional<Path> given = Optional.ofNullable(System.getenv("PUBSUB_EMULATOR_JAR")).map(Path::of);
    return given.or(() -> sdks().flatMap(GoogleEmulator::jars).findFirst());
  }

  static GoogleEmulator start(Path jar) {
    int port = freePort();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(
                java, "-Xmx512m", "-jar", jar.toString(), "--host=127.0.0.1", "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      GoogleEmulator emulator = new GoogleEmulator(command.start(), port);
      Awaitility.await().until(emulator::accepts);
      return emulator;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static Stream<Path> sdks() {
    Stream<Path> named =
        Stream.of("CLOUDSDK_ROOT_DIR", "GOOGLE_CLOUD_SDK")
            .flatMap(name -> Stream.ofNullable(System.getenv(name)))
            .map(Path::of);
    String home = System.getProperty("user.home");
    List<Path> usual =
        List.of(
            Path.of("/usr/lib/google-cloud-sdk"),
            Path.of("/usr/local/google-cloud-sdk"),
            Path.of("/opt/google-cloud-sdk"),
            Path.of("/opt/homebrew/share/google-cloud-sdk"),
            Path.of("/snap/google-cloud-cli/current"),
            Path.of(home, "google-cloud-sdk"));
    return Stream.concat(named, usual.stream());
  }

  private static Stream<Path> jars(Path sdk) {
    Path folder = sdk.resolve("platform/pubsub-emulator/lib");
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith("-all.jar")).toList().stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
