package dev.millrace.local;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one program running as a platform would: what ends by itself is started again after a wait
 * that doubles, until it has failed too often in a row. Thread-safe.
 */
final class Supervisor {
  private static final int RESTARTS = 6;
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final int LINES_SHOWN = 20;

  private final String name;
  private final LogFile log;
  private final Launch launch;
  private final Duration firstWait;
  private final PrintStream out;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private ServiceProcess process;

  /** Starts the program once; nothing is watched before {@link #watch()}. */
  Supervisor(String name, LogFile log, Launch launch, Duration firstWait, PrintStream out)
      throws IOException {
    this.name = name;
    this.log = log;
    this.launch = launch;
    this.firstWait = firstWait;
    this.out = out;
    this.process = launch.start();
  }

  String name() {
    return name;
  }

  LogFile log() {
    return log;
  }

  synchronized ServiceProcess process() {
    return process;
  }

  /** From now on an end is mended rather than fatal. */
  void watch() {
    Thread.ofVirtual().name("watch-" + name).start(this::keepRunning);
  }

  /** Asks the program to end, and never starts it again. */
  void terminate() {
    stopping.countDown();
    process().terminate();
  }

  /** Waits for the end until then, and ends what is left by force. */
  void awaitEnd(Instant deadline) {
    ServiceProcess last = process();
    try {
      if (!last.endsWithin(Duration.between(Instant.now(), deadline))) {
        out.println(name + " did not stop in time and is killed; its log is " + log.path());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      last.kill();
    }
  }

  private void keepRunning() {
    try {
      Instant started = Instant.now();
      int failures = 0;
      while (true) {
        int exitCode = process().exitCode();
        failures = started.plus(STEADY).isBefore(Instant.now()) ? 1 : failures + 1;
        if (stopping.getCount() == 0 || failures > RESTARTS) {
          giveUp(exitCode);
          return;
        }
        Duration wait = firstWait.multipliedBy(1L << (failures - 1));
        out.printf(
            "%s ended with exit code %d; starting it again in %s (log: %s)%n",
            name, exitCode, readable(wait), log.path());
        if (stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        started = Instant.now();
        startAgain();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      out.println(name + " could not be started again: " + failure.getMessage());
    }
  }

  private synchronized void startAgain() throws IOException {
    if (stopping.getCount() > 0) {
      process = launch.start();
      out.println(name + " was started again");
    }
  }

  private void giveUp(int exitCode) {
    if (stopping.getCount() > 0) {
      out.printf(
          "%s ended with exit code %d for the %dth time in a row and is left alone;"
              + " its log is %s and ends with:%n%s%n",
          name, exitCode, RESTARTS + 1, log.path(), log.lastLines(LINES_SHOWN));
    }
  }

  private static String readable(Duration wait) {
    return wait.toMillis() < 1_000 ? wait.toMillis() + " ms" : wait.toSeconds() + " s";
  }

  /** Starts the program's next run. */
  @FunctionalInterface
  interface Launch {
    ServiceProcess start() throws IOException;
  }
}
