package dev.millrace.scheduler.waking;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Starts a worker where none lives, once a minute at most, over all instances. Safe for use by many
 * threads.
 */
@Singleton
public final class Waking {
  private static final Logger logger = LoggerFactory.getLogger(Waking.class);

  private final Database database;
  private final WakeRepository repository;
  private final Waker waker;

  Waking(Database database, WakeRepository repository, Waker waker) {
    this.database = database;
    this.repository = repository;
    this.waker = waker;
  }

  /** Whether there is a worker that could be started. */
  public boolean isOn() {
    return waker.isOn();
  }

  /**
   * To be called when there is work for a worker; answers whether one was started.
   *
   * @throws DatabaseException when the database is away; no worker was started
   */
  public boolean wake() {
    return wake(Duration.ZERO);
  }

  /** As {@link #wake()}, unless one was started within that time, if that is over a minute. */
  public boolean wake(Duration pause) {
    if (!isOn() || !database.write(connection -> repository.takeTurn(connection, pause))) {
      return false;
    }
    Woken woken = waker.wake();
    switch (woken) {
      case Woken.Started() ->
          line(logger.atInfo(), "worker.woken")
              .log("Started a worker: there is work and none lives");
      case Woken.Busy(String reason) ->
          line(logger.atWarn(), "worker.not_woken")
              .log("No worker started, a tick tries again in a minute: {}", reason);
      case Woken.Failed(String reason) -> {
        line(logger.atWarn(), "worker.not_woken")
            .log("No worker started, the next tick tries again: {}", reason);
        database.write(repository::giveTurnBack);
      }
    }
    return woken instanceof Woken.Started;
  }

  private static LoggingEventBuilder line(LoggingEventBuilder line, String event) {
    return line.addKeyValue("event", event);
  }
}
