package dev.millrace.chat;

import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;

/**
 * The answers to {@code chat_messages}, for every service that ends runs or tells of their ends.
 * Safe for use by many threads.
 */
@Singleton
public final class ChatAnswerRepository {
  /** A call that still waits is given its time first. */
  private static final Sql PLAN =
      Sql.of(
          """
          INSERT INTO run_handovers (run_id, target, next_attempt_at)
          SELECT run_id, 'chat', greatest(answer_by, now()) FROM chat_messages WHERE run_id = :run
          ON CONFLICT DO NOTHING
          """);

  private static final Sql FIND =
      Sql.of(
          """
          SELECT m.space, m.thread, r.status, r.error_class, t.result #>> '{answer,reply}' AS reply
          FROM chat_messages m
          JOIN agent_runs r ON r.id = m.run_id
          LEFT JOIN agent_tasks t ON t.run_id = m.run_id
          WHERE m.run_id = :run AND r.status IN ('completed', 'failed', 'cancelled')
          """);

  /**
   * Plans, in the transaction that ends a run, that its answer is posted, unless a call gives it
   * before; does nothing for a run that nobody has asked for in Chat, or whose answer was given.
   */
  public void plan(Connection connection, UUID run) {
    PLAN.on(connection).bind("run", run).update();
  }

  /**
   * The answer as it is now; empty while the run goes on, and for one of which Chat knows nothing.
   */
  public Optional<ChatAnswer> find(Connection connection, UUID run) {
    return FIND.on(connection)
        .bind("run", run)
        .first(
            row ->
                new ChatAnswer(
                    row.getString("space"),
                    row.getString("thread"),
                    ChatText.of(
                        RequestStatus.of(row.getString("status")).orElseThrow(),
                        row.getString("reply"),
                        row.getString("error_class"))));
  }
}
