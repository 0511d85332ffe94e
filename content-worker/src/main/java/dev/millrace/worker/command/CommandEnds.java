package dev.millrace.worker.command;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.command.RunReports;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.deadletter.DeadLetterRepository;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes down how a command ended: in the inbox, and in the ledger of its schedule. */
@Singleton
final class CommandEnds {
  private final InboxRepository inbox;
  private final DeadLetterRepository letters;
  private final RunReports reports;

  CommandEnds(InboxRepository inbox, DeadLetterRepository letters, RunReports reports) {
    this.inbox = inbox;
    this.letters = letters;
    this.reports = reports;
  }

  /** Ends a command that was taken in this transaction. */
  void end(Connection connection, ScheduledCommand command, CommandOutcome outcome) {
    end(connection, command, outcome, null);
  }

  /** Ends one that is given up, and stores its message as a dead letter. */
  void giveUp(Connection connection, CommandDelivery delivery, String subscription, String reason) {
    ScheduledCommand command = delivery.command();
    PubsubMessage message = delivery.message();
    UUID letter =
        letters.store(
            connection,
            subscription,
            message,
            command.organizationId(),
            command.executionKey(),
            FailureClass.TRANSIENT,
            reason);
    end(connection, command, new CommandOutcome.Failed(reason), letter);
  }

  private void end(
      Connection connection,
      ScheduledCommand command,
      CommandOutcome outcome,
      @Nullable UUID letter) {
    inbox.end(connection, command.executionKey(), outcome, letter);
    switch (outcome) {
      case CommandOutcome.Finished finished -> report(connection, command, null);
      case CommandOutcome.Recorded recorded ->
          reports.received(
              connection,
              List.of(new RunReports.Received(command.executionKey(), command.organizationId())));
      case CommandOutcome.Failed(String reason) ->
          report(connection, command, ContentRequestCodec.storable(reason));
    }
  }

  private void report(Connection connection, ScheduledCommand command, @Nullable String error) {
    reports.report(
        connection,
        List.of(new RunReports.End(command.executionKey(), command.organizationId(), error)));
  }
}
