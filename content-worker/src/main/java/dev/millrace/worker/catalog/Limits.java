package dev.millrace.worker.catalog;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When a run must end, done or not.
 *
 * @param endNanos its time limit, by {@link System#nanoTime}
 * @param isCut whether the worker stops, or the run's lease was lost
 */
record Limits(long endNanos, BooleanSupplier isCut) {
  static Limits in(Duration limit, BooleanSupplier isCut) {
    return new Limits(System.nanoTime() + limit.toNanos(), isCut);
  }

  boolean isOver() {
    return isCut.getAsBoolean() || isLate();
  }

  boolean isLate() {
    return System.nanoTime() - endNanos >= 0;
  }
}
