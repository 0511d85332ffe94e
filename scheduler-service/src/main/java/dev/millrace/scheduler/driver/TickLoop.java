package dev.millrace.scheduler.driver;

import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.tick.ShadowConfig;
import io.micronaut.context.BeanProvider;
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
 * delays the next one; what that one missed, it makes up for. In shadow mode it also runs where
 * calls are the live driver, and its ticks are the shadow's.
 */
@Singleton
final class TickLoop implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger logger = LoggerFactory.getLogger(TickLoop.class);
  private static final Duration GRACE = Duration.ofSeconds(8);

  private final BeanProvider<Paths> paths;
  private final boolean isWanted;
  private final Trigger cadence;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean isStarted;

  TickLoop(BeanProvider<Paths> paths, DriverConfig config, ShadowConfig shadow, Clock clock) {
    this.paths = paths;
    this.isWanted = config.driver() == DriverConfig.Driver.LOOP || shadow.enabled();
    this.cadence = config.trigger();
    this.clock = clock;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    if (isWanted) {
      isStarted = true;
      Thread.ofVirtual().name("tick-loop").start(this::loop);
    }
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
              "A tick goes on while the service stops; what it has not committed is done by the"
                  + " next");
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
      paths.get().tickOfTheLoop();
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
