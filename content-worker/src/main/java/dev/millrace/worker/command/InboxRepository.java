package dev.millrace.worker.command;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The execution keys that were received, and what became of them. */
@Singleton
final class InboxRepository {
  /** Whoever comes second waits for the first to commit, and then finds the command ended. */
  private static final Sql TAKE =
      Sql.of(
          """
          INSERT INTO received_commands AS c (execution_key, organization_id, job_type, due_at, message_id)
          VALUES (:key, :organization, :jobType, :dueAt, :messageId)
          ON CONFLICT (execution_key) DO UPDATE
          SET attempts = c.attempts + 1, message_id = excluded.message_id
          WHERE c.outcome IS NULL
          RETURNING c.attempts, c.error
          """);

  private static final Sql ENDED =
      Sql.of(
          """
          SELECT message_id, dead_letter_id
          FROM received_commands
          WHERE execution_key = :key AND outcome IS NOT NULL
          """);

  private static final Sql NOTE_FAILURE =
      Sql.of("UPDATE received_commands SET error = :error WHERE execution_key = :key");

  private static final Sql END =
      Sql.of(
          """
          UPDATE received_commands
          SET outcome = :outcome, error = :error, dead_letter_id = :letter, ended_at = now()
          WHERE execution_key = :key AND outcome IS NULL
          """);

  private static final Sql PRUNE =
      Sql.of(
          """
          DELETE FROM received_commands
          WHERE execution_key IN (
            SELECT execution_key FROM received_commands
            WHERE received_at < now() - :retention * interval '1 second'
            ORDER BY received_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED)
          """);

  /**
   * A command that has not ended, locked until the transaction does.
   *
   * @param attempts how often it was handled, this time included
   * @param error why it failed the last time; null if it did not
   */
  record Taken(int attempts, @Nullable String error) {}

  /** One that has: the message that it ended with, and the letter that it left, if it did. */
  record Ended(String messageId, @Nullable UUID letter) {}

  /** Takes a command; empty when it has ended. */
  Optional<Taken> take(Connection connection, CommandDelivery delivery) {
    return TAKE.on(connection)
        .bind("key", delivery.key())
        .bind("organization", delivery.command().organizationId())
        .bind("jobType", delivery.command().jobType())
        .bind("dueAt", delivery.command().dueAt())
        .bind("messageId", delivery.message().getMessageId())
        .first(row -> new Taken(row.getInt("attempts"), row.getString("error")));
  }

  /** What a command ended with that could not be taken. */
  Optional<Ended> ended(Connection connection, String key) {
    return ENDED
        .on(connection)
        .bind("key", key)
        .first(
            row ->
                new Ended(
                    row.getString("message_id"), row.getObject("dead_letter_id", UUID.class)));
  }

  /** Remembers why a command failed that will be tried again. */
  void noteFailure(Connection connection, String key, String error) {
    NOTE_FAILURE
        .on(connection)
        .bind("key", key)
        .bind("error", ContentRequestCodec.storable(error))
        .update();
  }

  /** Ends a command that was taken; it is refused from now on. */
  void end(Connection connection, String key, CommandOutcome outcome, @Nullable UUID letter) {
    END.on(connection)
        .bind("key", key)
        .bind("outcome", wireName(outcome))
        .bind("error", error(outcome))
        .bind("letter", letter)
        .update();
  }

  /** Forgets keys that are older than the retention, the oldest first; answers how many. */
  int prune(Connection connection, Duration retention, int most) {
    return PRUNE
        .on(connection)
        .bind("retention", Sql.seconds(retention))
        .bind("most", most)
        .update();
  }

  /** The outcome's name in the database. */
  static String wireName(CommandOutcome outcome) {
    return switch (outcome) {
      case CommandOutcome.Finished finished -> "finished";
      case CommandOutcome.Recorded recorded -> "recorded";
      case CommandOutcome.Failed failed -> "failed";
    };
  }

  private static @Nullable String error(CommandOutcome outcome) {
    return switch (outcome) {
      case CommandOutcome.Finished finished -> null;
      case CommandOutcome.Recorded recorded -> null;
      case CommandOutcome.Failed(String reason) -> ContentRequestCodec.storable(reason);
    };
  }
}
