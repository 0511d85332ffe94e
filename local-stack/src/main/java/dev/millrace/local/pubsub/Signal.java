package dev.millrace.local.pubsub;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task whenever it was rung, never twice at once, and once more if it was rung meanwhile.
 * Nothing runs while nobody rings. Thread-safe.
 */
final class Signal {
  private static final Logger log = LoggerFactory.getLogger(Signal.class);

  private final Executor executor;
  private final Runnable task;
  private final AtomicInteger rings = new AtomicInteger();

  Signal(Executor executor, Runnable task) {
    this.executor = executor;
    this.task = task;
  }

  void ring() {
    if (rings.getAndIncrement() == 0) {
      executor.execute(this::run);
    }
  }

  private void run() {
    int heard = rings.get();
    do {
      runSafely();
      heard = rings.addAndGet(-heard);
    } while (heard != 0);
  }

  private void runSafely() {
    try {
      task.run();
    } catch (RuntimeException defect) {
      // A round that failed must not be the subscription's last.
      log.error("A round of deliveries failed; the next change starts another", defect);
    }
  }
}
