package dev.millrace.worker.command;

import dev.millrace.command.ScheduledCommand;
import java.sql.Connection;

/**
 * Carries out the commands of one job type. A bean; there is at most one for each type.
 *
 * <p>What it does to the database over the connection is committed together with the note that the
 * command was received, so that it happens once however often the command is delivered. Nothing
 * else about a handler is undone when it fails, and the transaction is open for as long as it runs:
 * work that takes long is recorded, and done elsewhere. Called by many threads.
 */
public interface CommandHandler {
  /** The job type whose commands it carries out, such as {@code catalog-review}. */
  String jobType();

  /**
   * Carries out one command. What it throws rolls all of it back: a database error that may pass
   * brings the command again at no cost, and anything else costs it an attempt.
   *
   * @param connection of the transaction; neither to be committed nor closed
   */
  CommandOutcome handle(Connection connection, ScheduledCommand command);
}
