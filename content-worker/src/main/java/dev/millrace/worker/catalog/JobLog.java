package dev.millrace.worker.catalog;

import dev.millrace.database.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What the log says of jobs. */
final class JobLog {
  private static final Logger logger = LoggerFactory.getLogger(JobLog.class);

  private JobLog() {}

  /** Tells where a job stands after its work. */
  static void settled(Settlement settlement, Standing standing) {
    switch (standing) {
      case COMPLETED ->
          about(logger.atInfo(), settlement, "job_completed")
              .addKeyValue("result", result(settlement.outcome()))
              .log("Job completed");
      case APPLIED ->
          about(logger.atInfo(), settlement, "job_completed")
              .addKeyValue("result", "applied")
              .log("Job completed: the exercise is changed");
      case FAILED ->
          about(logger.atWarn(), settlement, "job_failed")
              .log("Job failed, and is not repeated: {}", message(settlement.outcome()));
      case QUEUED ->
          about(logger.atInfo(), settlement, "job_requeued")
              .log("Job waits for another try: {}", message(settlement.outcome()));
      case REPLANNED ->
          about(logger.atInfo(), settlement, "job_replanned")
              .log("The exercise was changed meanwhile; the job is planned anew");
      case BLOCKED ->
          about(logger.atInfo(), settlement, "job_blocked")
              .log("The apply gate is closed; the job runs once it opens");
      case LOST ->
          about(logger.atWarn(), settlement, "job_lost")
              .log("The lease was lost before the job was settled; nothing was written");
    }
  }

  /** Tells of a fault of our own. */
  static void fault(ClaimedJob job, RuntimeException fault) {
    logger
        .atError()
        .addKeyValue("event", "job_fault")
        .addKeyValue("job_id", job.lease().id())
        .setCause(fault)
        .log("Work on a job failed in an unforeseen way; it is tried again");
  }

  /** Tells that an outcome could not be written; the watchdog frees the job. */
  static void unsettled(ClaimedJob job, DatabaseException away) {
    logger
        .atWarn()
        .addKeyValue("event", "job_unsettled")
        .addKeyValue("job_id", job.lease().id())
        .log(
            "The outcome was not written; the job is freed when its lease ends: {}",
            away.getMessage());
  }

  private static LoggingEventBuilder about(
      LoggingEventBuilder line, Settlement settlement, String event) {
    ClaimedJob job = settlement.job();
    LoggingEventBuilder built =
        line.addKeyValue("event", event)
            .addKeyValue("job_id", job.lease().id())
            .addKeyValue("run_id", settlement.run())
            .addKeyValue("job_type", job.type().wireName())
            .addKeyValue("mode", job.mode().wireName())
            .addKeyValue("finding", job.finding())
            .addKeyValue("duration_ms", settlement.took().toMillis());
    return job.exerciseId() == null ? built : built.addKeyValue("exercise_id", job.exerciseId());
  }

  private static String result(JobOutcome outcome) {
    return outcome instanceof JobOutcome.Unchanged ? "unchanged" : "planned";
  }

  private static String message(JobOutcome outcome) {
    return switch (outcome) {
      case JobOutcome.Planned planned -> "the exercise was changed by others too often";
      case JobOutcome.Unchanged unchanged -> "nothing is to change";
      case JobOutcome.Again again -> again.message();
      case JobOutcome.Failed failed -> failed.message();
      case JobOutcome.Released released -> "the worker stops";
    };
  }
}
