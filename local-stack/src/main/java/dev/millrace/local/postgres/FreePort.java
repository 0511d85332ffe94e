package dev.millrace.local.postgres;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds a port to listen on later. It lies below the range from which systems serve outgoing
 * connections: one of those, made anywhere on the machine, would take it in the meantime.
 */
public final class FreePort {
  private static final int LOWEST = 20_000;
  private static final int BEYOND = 32_000;
  private static final int ATTEMPTS = 100;

  /** Begun anywhere, since other processes look for ports, too. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(BEYOND - LOWEST));

  private FreePort() {}

  /**
   * A port that was free a moment ago, and that nobody else in this process was given, until all of
   * them have been. Safe for use by many threads.
   */
  public static int find() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), BEYOND - LOWEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("No port from %d to %d is free".formatted(LOWEST, BEYOND - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port)) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
