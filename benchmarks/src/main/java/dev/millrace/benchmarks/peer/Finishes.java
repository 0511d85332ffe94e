package dev.millrace.benchmarks.peer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts jobs as they are executed, by many threads. */
final class Finishes {
  private final CountDownLatch left;
  private final LongAdder count = new LongAdder();
  private final LongAccumulator first = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator last = new LongAccumulator(Math::max, Long.MIN_VALUE);

  Finishes(int jobs) {
    left = new CountDownLatch(jobs);
  }

  /** One more, just now. */
  void add() {
    add(System.nanoTime());
  }

  void add(long nanos) {
    first.accumulate(nanos);
    last.accumulate(nanos);
    count.increment();
    left.countDown();
  }

  /** Waits until all are executed or the time is up. */
  boolean await(Duration most) throws InterruptedException {
    return left.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * How many a second from the first to the last, so that no start is in it.
   *
   * @throws IllegalStateException when there are none to tell by
   */
  double rate() {
    long executed = count.sum();
    long nanos = last.get() - first.get();
    if (executed < 2 || nanos <= 0) {
      throw new IllegalStateException("Only " + executed + " jobs were executed");
    }
    return (executed - 1) * 1e9 / nanos;
  }
}
