package dev.millrace.scheduler.tick;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The threads that help one tick: while one waits for the database, another one publishes, and
 * another one plans. Not for use by several threads.
 */
final class Lanes implements AutoCloseable {
  private final int count;
  private final Callable<Tally> work;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tick-lane-", 1).factory());
  private final List<Future<Tally>> running = new ArrayList<>();

  /**
   * Has none of them begun.
   *
   * @param count how many there are
   * @param work what each does
   */
  Lanes(int count, Callable<Tally> work) {
    this.count = count;
    this.work = work;
  }

  /** Begins them, unless they are at work. */
  void begin() {
    if (running.isEmpty()) {
      for (int lane = 0; lane < count; lane++) {
        running.add(threads.submit(work));
      }
    }
  }

  /**
   * Waits for those that have begun, and adds up what they did.
   *
   * @throws RuntimeException as it ended a lane
   */
  Tally await() {
    Tally all = new Tally();
    try {
      for (Future<Tally> lane : running) {
        all.add(lane.get());
      }
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while lanes were at work", interrupted);
    }
    running.clear();
    return all;
  }

  /** Waits until all have ended. */
  @Override
  public void close() {
    threads.close();
  }
}
