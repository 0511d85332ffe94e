package dev.millrace.benchmarks.load;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast a backlog drains: published at once, then watched. The rate is taken between the first
 * look after the publication by which a tenth was done and the first by which almost all was, so
 * that neither the publication nor the tail is in it.
 */
public final class Drainage {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final double FROM = 0.1;
  private static final double TO = 0.95;

  /** How many messages have been dealt with, of all that ever were published. */
  @FunctionalInterface
  public interface Counter {
    long count() throws SQLException;
  }

  private record Look(long nanos, long count) {}

  private Drainage() {}

  /**
   * Publishes and waits until all of it is dealt with.
   *
   * @return messages a second
   * @throws IllegalStateException when it does not end in time
   */
  public static double rate(Publisher publisher, int messages, Counter counter, Duration patience)
      throws SQLException, InterruptedException {
    long before = counter.count();
    publisher.publish(messages);
    long deadline = System.nanoTime() + patience.toNanos();
    List<Look> looks = new ArrayList<>();
    while (looks.isEmpty() || looks.getLast().count < messages) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Only %d of %d messages were dealt with in %d s"
                .formatted(looks.getLast().count, messages, patience.toSeconds()));
      }
      looks.add(new Look(System.nanoTime(), counter.count() - before));
      Thread.sleep(LOOK);
    }
    return rate(looks, messages);
  }

  private static double rate(List<Look> looks, int messages) {
    Look from = reached(looks, (long) (FROM * messages));
    Look to = reached(looks, (long) (TO * messages));
    if (to.nanos == from.nanos) {
      throw new IllegalStateException("Too few messages to time: " + messages);
    }
    return (to.count - from.count) / ((to.nanos - from.nanos) / 1e9);
  }

  private static Look reached(List<Look> looks, long count) {
    return looks.stream().filter(look -> look.count >= count).findFirst().orElseThrow();
  }
}
