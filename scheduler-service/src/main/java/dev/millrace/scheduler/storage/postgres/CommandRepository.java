package dev.millrace.scheduler.storage.postgres;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.scheduler.storage.Outbox;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** {@code schedule_decisions} as the outbox of commands, in one transaction. */
record CommandRepository(Connection connection, Duration rescueAfter) implements Outbox {
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

  @Override
  public List<Due> takeDue(int most) {
    return TAKE.on(connection)
        .bind("most", most)
        .bind("rescueAfter", Sql.seconds(rescueAfter))
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

  @Override
  public int markPublished(List<String> keys) {
    return MARK_PUBLISHED.on(connection).bindArray("keys", "text", keys).update();
  }

  @Override
  public int markUnpublished(List<String> keys) {
    return MARK_UNPUBLISHED.on(connection).bindArray("keys", "text", keys).update();
  }
}
