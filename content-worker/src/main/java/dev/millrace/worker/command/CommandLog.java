package dev.millrace.worker.command;

import dev.millrace.database.DatabaseException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each delivery what became of it, in the log and in a counter. */
@Singleton
final class CommandLog {
  private static final Logger logger = LoggerFactory.getLogger(CommandLog.class);

  private final MeterRegistry registry;
  private final CommandHandlers handlers;

  CommandLog(MeterRegistry registry, CommandHandlers handlers) {
    this.registry = registry;
    this.handlers = handlers;
  }

  /** Tells of a delivery. */
  void received(CommandDelivery delivery, Receipt receipt) {
    String jobType = delivery.command().jobType();
    count(jobType, name(receipt));
    switch (receipt) {
      case Receipt.Done(CommandOutcome outcome) -> done(jobType, outcome);
      case Receipt.Seen seen ->
          logger
              .atInfo()
              .addKeyValue("event", "command.repeated")
              .addKeyValue("job_type", jobType)
              .log("Command has ended before, and is not carried out again");
      case Receipt.Retry(int attempt, RuntimeException failure) ->
          logger
              .atWarn()
              .addKeyValue("event", "command.retry")
              .addKeyValue("job_type", jobType)
              .addKeyValue("attempt", attempt)
              .setCause(failure)
              .log("Command failed, Pub/Sub will bring it again: {}", failure.getMessage());
      case Receipt.GivenUp(int attempt, RuntimeException failure) ->
          logger
              .atWarn()
              .addKeyValue("event", "command.given_up")
              .addKeyValue("job_type", jobType)
              .addKeyValue("attempt", attempt)
              .setCause(failure)
              .log(
                  "Command failed for the last time, and is a dead letter: {}",
                  failure.getMessage());
      case Receipt.Postponed postponed ->
          logger
              .atWarn()
              .addKeyValue("event", "command.postponed")
              .addKeyValue("job_type", jobType)
              .log(
                  "Command not written, Pub/Sub will bring it again: {}",
                  postponed.reason().getMessage());
    }
  }

  /** Tells of a delivery that waits for another try, the first time in the log. */
  void held(CommandDelivery delivery, DatabaseException reason, boolean isFirst) {
    String jobType = delivery.command().jobType();
    count(jobType, "held");
    if (isFirst) {
      logger
          .atWarn()
          .addKeyValue("event", "command.held")
          .addKeyValue("job_type", jobType)
          .log("Command held until the database can be written to: {}", reason.getMessage());
    }
  }

  private static void done(String jobType, CommandOutcome outcome) {
    switch (outcome) {
      case CommandOutcome.Finished finished ->
          logger
              .atInfo()
              .addKeyValue("event", "command.finished")
              .addKeyValue("job_type", jobType)
              .log("Command carried out");
      case CommandOutcome.Recorded recorded ->
          logger
              .atInfo()
              .addKeyValue("event", "command.recorded")
              .addKeyValue("job_type", jobType)
              .log("Command recorded; whoever does it reports its end");
      case CommandOutcome.Failed(String reason) ->
          logger
              .atWarn()
              .addKeyValue("event", "command.failed")
              .addKeyValue("job_type", jobType)
              .log("Command cannot be carried out, and is not repeated: {}", reason);
    }
  }

  /** Types that nobody carries out share one name: a producer could make up any number of them. */
  private void count(String jobType, String outcome) {
    registry
        .counter(
            "millrace.commands",
            "job_type",
            handlers.has(jobType) ? jobType : "unknown",
            "outcome",
            outcome)
        .increment();
  }

  private static String name(Receipt receipt) {
    return switch (receipt) {
      case Receipt.Done(CommandOutcome outcome) -> InboxRepository.wireName(outcome);
      case Receipt.Seen seen -> "repeated";
      case Receipt.Retry retry -> "retried";
      case Receipt.GivenUp givenUp -> "given_up";
      case Receipt.Postponed postponed -> "postponed";
    };
  }
}
