package dev.millrace.benchmarks.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.local.LocalService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** A service's process and its port. */
public final class Service implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final int ANSWER_MILLIS = 5_000;
  private static final byte[] QUESTION =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] HEALTHY = "HTTP/1.1 200".getBytes(US_ASCII);

  private final LocalService process;
  private final int port;

  Service(LocalService process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Processor time it has used so far, in seconds. */
  public double cpuSeconds() {
    return ProcessHandle.of(process.pid())
            .flatMap(handle -> handle.info().totalCpuDuration())
            .orElse(Duration.ZERO)
            .toNanos()
        / 1e9;
  }

  /** The largest resident set it has had, in megabytes (10⁶ bytes). */
  public double largestResidentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        * 1024
        / 1e6;
  }

  /** Waits by asking over and over, which costs little beside a JVM's start. */
  @SuppressWarnings("BusyWait")
  void awaitHealthy(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isHealthy()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s did not become healthy; its log ends with:%n%s"
                .formatted(process.name(), process.lastLines(20)));
      }
      Thread.sleep(PAUSE);
    }
  }

  private boolean isHealthy() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write(QUESTION);
      return Arrays.equals(socket.getInputStream().readNBytes(HEALTHY.length), HEALTHY);
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
