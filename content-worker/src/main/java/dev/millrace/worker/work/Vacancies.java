package dev.millrace.worker.work;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.millrace.dispatch.Release;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has places given away as soon as this worker's settlements free them, rather than by the next
 * sweep: in a thread of its own, so that no settlement waits for it. While nobody waits for a place
 * it looks ten times a second at most, and never while nothing is settled. Safe for use by many
 * threads.
 */
@Singleton
class Vacancies {
  private static final Logger logger = LoggerFactory.getLogger(Vacancies.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Release release;
  private final Semaphore arisen = new Semaphore(0);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  Vacancies(Release release) {
    this.release = release;
    this.thread = Thread.ofVirtual().name("vacancies").start(this::run);
  }

  /** Something was settled. */
  void arose() {
    arisen.release();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopped.countDown();
    arisen.release();
    boolean ended = thread.join(PATIENCE);
    logger.atDebug().addKeyValue("ended", ended).log("Places are left to the sweep");
  }

  private void run() {
    try {
      boolean isStopped = false;
      while (!isStopped) {
        arisen.acquire();
        arisen.drainPermits();
        fill();
        isStopped = stopped.await(release.isAwaited() ? 0 : PAUSE.toMillis(), MILLISECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill() {
    try {
      release.run();
    } catch (RuntimeException failure) {
      // Whatever it was, the sweep meets it too and tells; this thread must live on.
      logger.atDebug().log("No place given away; the sweep does it: {}", failure.getMessage());
    }
  }
}
