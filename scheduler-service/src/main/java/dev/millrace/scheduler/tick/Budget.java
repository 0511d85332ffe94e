package dev.millrace.scheduler.tick;

import java.time.Duration;

/** How long the lanes of a tick may begin transactions. Safe for use by many threads. */
final class Budget {
  private final long start = System.nanoTime();
  private final Duration whole;
  private volatile boolean isCut;

  /** A budget that begins to be spent now. */
  Budget(Duration whole) {
    this.whole = whole;
  }

  /** Leaves nothing, since one lane has failed and with it the tick. */
  void cut() {
    isCut = true;
  }

  Duration spent() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  Duration left() {
    return isCut ? Duration.ZERO : whole.minus(spent());
  }

  boolean hasLeft() {
    return left().isPositive();
  }
}
