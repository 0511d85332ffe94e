package dev.millrace.scheduler.tick;

import java.time.Duration;

/**
 * How long a tick may begin transactions.
 *
 * @param start when it began ({@link System#nanoTime})
 */
record Budget(long start, Duration whole) {
  static Budget of(Duration whole) {
    return new Budget(System.nanoTime(), whole);
  }

  Duration spent() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  Duration left() {
    return whole.minus(spent());
  }

  boolean hasLeft() {
    return left().isPositive();
  }
}
