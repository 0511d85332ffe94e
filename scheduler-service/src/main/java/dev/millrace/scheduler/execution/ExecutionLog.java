package dev.millrace.scheduler.execution;

import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What the running of jobs tells the log. */
final class ExecutionLog {
  private static final Logger logger = LoggerFactory.getLogger(ExecutionRunner.class);

  private ExecutionLog() {}

  static void ended(Claimed execution, Outcome outcome) {
    switch (outcome) {
      case Outcome.Finished() ->
          of(logger.atInfo(), "execution.finished", execution).log("Job run to its end");
      case Outcome.Again(String reason, Duration pause) ->
          of(logger.atInfo(), "execution.retry", execution)
              .addKeyValue("retry_in_ms", pause.toMillis())
              .log("Attempt failed, another follows: {}", reason);
      case Outcome.Failed(String reason) -> failed(execution, reason);
      case Outcome.Released() ->
          of(logger.atInfo(), "execution.released", execution)
              .log("Job released, the service stops; the next tick runs it");
    }
  }

  /** It has ended as it was claimed. */
  static void refused(Claimed execution) {
    failed(execution, execution.fault());
  }

  private static void failed(Claimed execution, @Nullable String reason) {
    of(logger.atWarn(), "execution.failed", execution)
        .log("Job failed; its next slot will be tried: {}", reason);
  }

  static void dropped(Claimed execution) {
    of(logger.atWarn(), "execution.dropped", execution)
        .log("Lease lost before the outcome was written; whoever holds it now decides");
  }

  static void takenOver(Claimed execution) {
    of(logger.atWarn(), "execution.taken_over", execution)
        .log("The lease of an earlier holder had ended; the job is run anew");
  }

  static void fault(Claimed execution, Exception fault) {
    of(logger.atError(), "execution.fault", execution)
        .setCause(fault)
        .log("The job threw an exception, which is an attempt that failed");
  }

  static void unwritten(Claimed execution, RuntimeException away) {
    of(logger.atWarn(), "execution.unwritten", execution)
        .log(
            "The outcome was not written; the job is run again once its lease has ended: {}",
            away.getMessage());
  }

  static void unclaimed(DatabaseException away) {
    logger
        .atWarn()
        .addKeyValue("event", "execution.unclaimed")
        .log("Jobs not claimed, the next tick tries again: {}", away.getMessage());
  }

  static void stopped(int released) {
    logger
        .atInfo()
        .addKeyValue("event", "execution.stopped")
        .addKeyValue("released", released)
        .log("No more jobs are run");
  }

  private static LoggingEventBuilder of(LoggingEventBuilder line, String event, Claimed execution) {
    return line.addKeyValue("event", event)
        .addKeyValue("job_id", execution.scheduleId())
        .addKeyValue("job_type", execution.jobType())
        .addKeyValue("execution_key", execution.key())
        .addKeyValue("execution_id", execution.lease().id())
        .addKeyValue("attempt", execution.attempt());
  }
}
