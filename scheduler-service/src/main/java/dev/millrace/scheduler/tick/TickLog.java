package dev.millrace.scheduler.tick;

import dev.millrace.database.DatabaseException;
import dev.millrace.observability.LineSet;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What a tick tells the log. */
final class TickLog {
  private static final Logger logger = LoggerFactory.getLogger(Tick.class);
  private static final String TICK_ID = "tick_id";
  private static final String EXECUTION_KEY = "execution_key";

  private final UUID tick;

  TickLog(UUID tick) {
    this.tick = tick;
  }

  /** Whose lines these are. */
  UUID tick() {
    return tick;
  }

  void started() {
    logger
        .atInfo()
        .addKeyValue("event", "tick.started")
        .addKeyValue(TICK_ID, tick)
        .log("Running scheduler tick");
  }

  /** What is committed and about to be handed on. */
  void executing(Fired fired) {
    LineSet.write(() -> writeExecuting(fired));
  }

  private void writeExecuting(Fired fired) {
    for (Fire fire : fired.fires()) {
      of(logger.atInfo(), "job.executing", fire).log("Executing job");
    }
    for (Fire fire : fired.refused()) {
      of(logger.atInfo(), "job.already_claimed", fire).log("already claimed");
    }
  }

  /** What was handed on, and what could not be. */
  void executed(Fired fired, List<UUID> unreadable) {
    LineSet.write(() -> writeExecuted(fired, unreadable));
  }

  private void writeExecuted(Fired fired, List<UUID> unreadable) {
    for (Fire fire : fired.fires()) {
      if (fire.fault() == null) {
        of(logger.atInfo(), "job.completed", fire).log("Job completed");
      } else {
        of(logger.atWarn(), "job.failed", fire)
            .log("Job failed; its next slot will be tried: {}", fire.fault());
      }
    }
    for (UUID schedule : unreadable) {
      logger
          .atError()
          .addKeyValue("event", "schedule.unreadable")
          .addKeyValue("job_id", schedule)
          .addKeyValue(TICK_ID, tick)
          .log("This version cannot read the schedule; it is looked at again in an hour");
    }
  }

  void alreadyClaimed(long schedules) {
    if (schedules > 0) {
      logger
          .atInfo()
          .addKeyValue("event", "job.already_claimed")
          .addKeyValue("count", schedules)
          .addKeyValue(TICK_ID, tick)
          .log("already claimed");
    }
  }

  void postponed(UUID schedule, DatabaseException failure) {
    logger
        .atError()
        .addKeyValue("event", "schedule.postponed")
        .addKeyValue("job_id", schedule)
        .addKeyValue(TICK_ID, tick)
        .log(
            "The database refuses what the schedule fires; it is tried again in an hour: {}",
            failure.getMessage());
  }

  void completed(TickResult result) {
    logger
        .atInfo()
        .addKeyValue("event", "tick.completed")
        .addKeyValue(TICK_ID, tick)
        .addKeyValue("jobs_checked", result.jobsChecked())
        .addKeyValue("jobs_due", result.jobsDue())
        .addKeyValue("jobs_executed", result.jobsExecuted())
        .addKeyValue("jobs_succeeded", result.jobsSucceeded())
        .addKeyValue("jobs_failed", result.jobsFailed())
        .addKeyValue("jobs_skipped", result.jobsSkipped())
        .addKeyValue("duration_ms", result.durationMs())
        .log(TickResult.MESSAGE);
  }

  private LoggingEventBuilder of(LoggingEventBuilder line, String event, Fire fire) {
    return line.addKeyValue("event", event)
        .addKeyValue("job_id", fire.schedule().id())
        .addKeyValue("job_type", fire.jobType().wireName())
        .addKeyValue(EXECUTION_KEY, fire.key())
        .addKeyValue(TICK_ID, tick);
  }
}
