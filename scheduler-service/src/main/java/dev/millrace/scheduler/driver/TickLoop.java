package dev.millrace.scheduler.driver;

import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.tick.Tick;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ticks in this process, at every time of the cadence. A tick that takes longer than the cadence
 * delays the next one; what that one missed, it makes up for.
 */
@Singleton
@Requires(property = "millrace.scheduler.driver", value = "loop")
final class TickLoop implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger logger = LoggerFactory.getLogger(TickLoop.class);
  private static final Duration GRACE = Duration.ofSeconds(8);

  private final Tick tick;
  private final Trigger cadence;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean isStarted;

  TickLoop(Tick tick, DriverConfig config, Clock clock) {
    this.tick = tick;
    this.cadence = config.trigger();
    this.clock = clock;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    isStarted = true;
    Thread.ofVirtual().name("tick-loop").start(this::loop);
  }

  /** A tick that has begun may end. */
  @PreDestroy
  void stop() throws InterruptedException {
    stopped.countDown();
    if (isStarted && !ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
      logger
          .atWarn()
          .addKeyValue("event", "tick.abandoned")
          .log(
              "A tick goes on while the service stops; what it has not committed is done by the next");
    }
  }

  private void loop() {
    try {
      Optional<Instant> next = cadence.after(clock.instant());
      while (next.isPresent() && !isStoppedUntil(next.get())) {
        tick();
        next = cadence.after(clock.instant());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private boolean isStoppedUntil(Instant time) throws InterruptedException {
    Duration wait = Duration.between(clock.instant(), time);
    return stopped.await(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
  }

  private void tick() {
    try {
      tick.run();
    } catch (RuntimeException failure) {
      // Whatever it was, the loop must go on, or nothing would ever fire again.
      logger
          .atWarn()
          .addKeyValue("event", "tick.failed")
          .setCause(failure)
          .log("Tick not made, the next one does what it did not: {}", failure.getMessage());
    }
  }
}
