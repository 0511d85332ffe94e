package dev.millrace.worker.catalog;

import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.RunOutcome;
import dev.millrace.database.DatabaseException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What the log says of runs. */
final class RunLog {
  private static final Logger logger = LoggerFactory.getLogger(RunLog.class);

  private RunLog() {}

  static void began(CatalogRun run) {
    about(logger.atInfo(), run, "catalog_run_started").log("Run of the catalog begun");
  }

  /** Tells that a worker found nothing to do. */
  static void nothing(CatalogRun run) {
    about(logger.atInfo(), run, "no_jobs_available").log("The queue holds no job for this run");
  }

  static void blocked(CatalogRun run) {
    about(logger.atWarn(), run, "apply_gate_blocked")
        .log("Jobs wait, blocked, until the apply gate opens");
  }

  static void ended(
      CatalogRun run,
      @Nullable RunOutcome outcome,
      @Nullable String error,
      Tally tally,
      Duration took) {
    LoggingEventBuilder line =
        about(
                error == null ? logger.atInfo() : logger.atWarn(),
                run,
                error == null ? "catalog_run_finished" : "catalog_run_failed")
            .addKeyValue("duration_ms", took.toMillis());
    for (Map.Entry<String, Long> count : tally.counts().entrySet()) {
      line = line.addKeyValue(count.getKey(), count.getValue());
    }
    if (error == null) {
      line.addKeyValue("outcome", outcome == null ? "" : outcome.wireName())
          .log("Run of the catalog finished");
    } else {
      line.log("Run of the catalog failed: {}", error);
    }
  }

  static void released(CatalogRun run) {
    about(logger.atInfo(), run, "catalog_run_released")
        .log("The worker stops; another one carries the run out");
  }

  static void lost(CatalogRun run) {
    about(logger.atWarn(), run, "catalog_run_lost")
        .log("The run's lease was lost; whoever has it now carries it out");
  }

  static void fault(CatalogRun run, RuntimeException fault) {
    about(logger.atError(), run, "catalog_run_fault")
        .setCause(fault)
        .log("A run failed in an unforeseen way");
  }

  static void unseen(DatabaseException away) {
    logger
        .atWarn()
        .addKeyValue("event", "catalog_runs_unseen")
        .log("Cannot see whether runs are recorded, looking again: {}", away.getMessage());
  }

  private static LoggingEventBuilder about(LoggingEventBuilder line, CatalogRun run, String event) {
    LoggingEventBuilder built =
        line.addKeyValue("event", event)
            .addKeyValue("run_id", run.id())
            .addKeyValue("command", run.command().wireName())
            .addKeyValue("organization_id", run.organizationId());
    return run.executionKey() == null
        ? built
        : built.addKeyValue("execution_key", run.executionKey());
  }
}
