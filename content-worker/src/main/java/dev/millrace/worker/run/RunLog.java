package dev.millrace.worker.run;

import dev.millrace.run.BackgroundTasks;
import dev.millrace.worker.work.Outcome;
import dev.millrace.worker.work.Settled;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Says how steps and runs end, in the log and in the metrics. */
@Singleton
final class RunLog {
  private static final Logger logger = LoggerFactory.getLogger(RunLog.class);

  private final BackgroundTasks tasks;
  private final MeterRegistry registry;

  RunLog(BackgroundTasks tasks, MeterRegistry registry) {
    this.tasks = tasks;
    this.registry = registry;
  }

  void finished(StepLog step) {
    registry
        .timer("millrace.run.steps", "step", step.turn().step().wireName())
        .record(step.duration());
    logger
        .atInfo()
        .addKeyValue("event", "run.step_finished")
        .addKeyValue("step", step.turn().step().wireName())
        .addKeyValue("round", step.turn().round())
        .addKeyValue("duration_ms", step.duration().toMillis())
        .log("Step finished");
  }

  void ended(ClaimedRun run, Assembly assembly, Settled settled) {
    if (!settled.applied()) {
      dropped(settled);
      return;
    }
    count("completed");
    switch (assembly) {
      case Assembly.Gathered gathered -> tasks.succeeded(run.id(), run.shop());
      case Assembly.Nothing(String reason) -> tasks.yieldedNothing(run.id(), run.shop(), reason);
    }
  }

  void broken(ClaimedRun run, Outcome.Unfinished outcome, Settled settled) {
    if (!settled.applied()) {
      dropped(settled);
      return;
    }
    switch (outcome) {
      case Outcome.Retry retry -> {
        count("retried");
        event(run, "run.retry")
            .addKeyValue("error_class", retry.failure().failureClass().wireName())
            .addKeyValue("retry_in_ms", retry.delay().toMillis())
            .log("Step failed, another attempt follows: {}", retry.failure().message());
      }
      case Outcome.Wait wait -> {
        count("waiting");
        event(run, "run.waiting")
            .addKeyValue("error_class", wait.failure().failureClass().wireName())
            .addKeyValue("retry_in_ms", wait.delay().toMillis())
            .log("Run waits, uncharged: {}", wait.failure().message());
      }
      case Outcome.Failed failed -> {
        count("failed");
        tasks.failed(
            run.id(), run.shop(), failed.failure().failureClass(), failed.failure().message());
      }
      case Outcome.Released released -> {
        count("released");
        event(run, "run.released").log("Run released, the worker stops");
      }
    }
  }

  void fault(Turn turn, RuntimeException fault) {
    logger
        .atError()
        .addKeyValue("event", "run.fault")
        .addKeyValue("step", turn.step().wireName())
        .setCause(fault)
        .log("A step failed in an unforeseen way");
  }

  void noteLateInterrupt(boolean came) {
    if (came) {
      logger.atDebug().addKeyValue("event", "run.late_interrupt").log("Interrupted after its end");
    }
  }

  private void dropped(Settled settled) {
    count("dropped");
    logger
        .atWarn()
        .addKeyValue("event", "run.dropped")
        .log("Lease lost before the outcome was written; the row is {}", settled.status());
  }

  private void count(String outcome) {
    registry.counter("millrace.runs.outcomes", "outcome", outcome).increment();
  }

  private static LoggingEventBuilder event(ClaimedRun run, String name) {
    return logger.atInfo().addKeyValue("event", name).addKeyValue("attempt", run.attempt());
  }
}
