package dev.millrace.worker.command;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import jakarta.inject.Singleton;
import java.sql.Connection;

/**
 * Carries a command out once: that it was received, what its handler does, and the end of its run
 * are one transaction. Safe for use by many threads and workers at once, with the same command too.
 */
@Singleton
final class CommandWork {
  private final Database database;
  private final InboxRepository inbox;
  private final CommandHandlers handlers;
  private final CommandEnds ends;
  private final CommandConfig config;

  CommandWork(
      Database database,
      InboxRepository inbox,
      CommandHandlers handlers,
      CommandEnds ends,
      CommandConfig config) {
    this.database = database;
    this.inbox = inbox;
    this.handlers = handlers;
    this.ends = ends;
    this.config = config;
  }

  /** Deals with one delivery. */
  // Whatever a handler throws is an attempt that failed.
  Receipt receive(CommandDelivery delivery) {
    try {
      return database.write(connection -> carryOut(connection, delivery));
    } catch (RuntimeException failure) {
      return failure instanceof DatabaseException away && away.isPassing()
          ? new Receipt.Postponed(away)
          : charge(delivery, failure);
    }
  }

  private Receipt carryOut(Connection connection, CommandDelivery delivery) {
    if (inbox.take(connection, delivery).isEmpty()) {
      return seen(connection, delivery);
    }
    CommandOutcome outcome = handlers.handle(connection, delivery.command());
    ends.end(connection, delivery.command(), outcome);
    return new Receipt.Done(outcome);
  }

  private Receipt seen(Connection connection, CommandDelivery delivery) {
    String message = delivery.message().getMessageId();
    return new Receipt.Seen(
        inbox
            .ended(connection, delivery.key())
            .filter(ended -> ended.letter() != null && ended.messageId().equals(message))
            .isPresent());
  }

  /** Counts an attempt whose own transaction was rolled back. */
  private Receipt charge(CommandDelivery delivery, RuntimeException failure) {
    try {
      return database.write(connection -> charge(connection, delivery, failure));
    } catch (DatabaseException away) {
      away.addSuppressed(failure);
      if (!away.isPassing()) {
        throw away;
      }
      return new Receipt.Postponed(away);
    }
  }

  private Receipt charge(
      Connection connection, CommandDelivery delivery, RuntimeException failure) {
    int attempt = inbox.take(connection, delivery).map(InboxRepository.Taken::attempts).orElse(0);
    if (attempt == 0) {
      return seen(connection, delivery);
    }
    if (attempt < config.maxAttempts()) {
      inbox.noteFailure(connection, delivery.key(), reason(failure));
      return new Receipt.Retry(attempt, failure);
    }
    ends.giveUp(connection, delivery, config.subscription(), reason(failure));
    return new Receipt.GivenUp(attempt, failure);
  }

  private static String reason(RuntimeException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
