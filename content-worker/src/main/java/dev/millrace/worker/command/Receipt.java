package dev.millrace.worker.command;

import dev.millrace.database.DatabaseException;

/** What became of one delivery of a command; what is said to Pub/Sub follows from it. */
sealed interface Receipt {
  /** It was carried out for the first time, and that is committed: ack. */
  record Done(CommandOutcome outcome) implements Receipt {}

  /**
   * It has ended before: ack.
   *
   * @param awaitsCopy whether this very message failed for good, and the dead-letter topic is still
   *     to have its copy: nack, until the subscription's policy makes it
   */
  record Seen(boolean awaitsCopy) implements Receipt {}

  /** Its handler failed, which is counted; attempts are left: nack. */
  record Retry(int attempt, RuntimeException failure) implements Receipt {}

  /** Its handler failed for the last time, and there is a letter: nack, for the topic's copy. */
  record GivenUp(int attempt, RuntimeException failure) implements Receipt {}

  /**
   * The database is away, or another worker has the command in hand; it costs nothing: held, and
   * nack if that takes too long.
   */
  record Postponed(DatabaseException reason) implements Receipt {}

  /** Whether the message is acknowledged, or else given back. */
  default boolean isAcknowledged() {
    return switch (this) {
      case Done done -> true;
      case Seen(boolean awaitsCopy) -> !awaitsCopy;
      case Retry retry -> false;
      case GivenUp givenUp -> false;
      case Postponed postponed -> false;
    };
  }
}
