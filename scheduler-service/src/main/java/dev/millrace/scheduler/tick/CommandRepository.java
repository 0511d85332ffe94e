package dev.millrace.scheduler.tick;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;

/** The ledger as the outbox of commands. */
@Singleton
final class CommandRepository {
  private static final Sql TAKE =
      Sql.of(
          """
          WITH due AS (
            SELECT schedule_id, due_at
            FROM schedule_decisions
            WHERE next_publish_at <= now()
            ORDER BY next_publish_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          )
          UPDATE schedule_decisions d
          SET next_publish_at = now() + :rescueAfter * interval '1 second', publications = publications + 1
          FROM due, schedules s
          WHERE d.schedule_id = due.schedule_id AND d.due_at = due.due_at AND s.id = d.schedule_id
          RETURNING d.execution_key, s.organization_id, d.job_type, d.due_at, s.payload, d.topic
          """);

  private static final Sql MARK_PUBLISHED =
      Sql.of(
          """
          UPDATE schedule_decisions
          SET next_publish_at = NULL, published_at = now()
          WHERE execution_key = ANY (:keys)
          """);

  private static final Sql MARK_UNPUBLISHED =
      Sql.of(
          """
          UPDATE schedule_decisions
          SET next_publish_at = now()
          WHERE execution_key = ANY (:keys) AND next_publish_at IS NOT NULL
          """);

  private final DispatchConfig config;

  CommandRepository(DispatchConfig config) {
    this.config = config;
  }

  /** A command with its topic. */
  record Due(String topic, ScheduledCommand command) {}

  /** Takes commands that the broker has not taken in time. */
  List<Due> takeDue(Connection connection, int most) {
    return TAKE.on(connection)
        .bind("most", most)
        .bind("rescueAfter", Sql.seconds(config.rescueAfter()))
        .list(
            row ->
                new Due(
                    row.getString("topic"),
                    new ScheduledCommand(
                        row.getString("execution_key"),
                        row.getString("organization_id"),
                        row.getString("job_type"),
                        Sql.requiredInstant(row, "due_at"),
                        ContentRequestCodec.parseObject(row.getString("payload")))));
  }

  /** They are published: nobody does it again. */
  int markPublished(Connection connection, List<String> keys) {
    return MARK_PUBLISHED.on(connection).bindArray("keys", "text", keys).update();
  }

  /** They are not: the next tick tries again. */
  int markUnpublished(Connection connection, List<String> keys) {
    return MARK_UNPUBLISHED.on(connection).bindArray("keys", "text", keys).update();
  }
}
