package dev.millrace.scheduler.storage.postgres;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.scheduler.storage.Outbox;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code schedule_decisions} as the outbox of commands, in one transaction. */
record CommandRepository(Connection connection, Duration rescueAfter) implements Outbox {
  private static final Sql TAKE =
      Sql.of(
          """
          WITH due AS (
            SELECT schedule_id, due_at, execution_key, run_state
            FROM schedule_decisions
            WHERE next_publish_at <= now()
            ORDER BY next_publish_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          ), looked AS (
            SELECT d.schedule_id, d.due_at, s.organization_id, s.payload,
                   d.run_state = 'fired' AND s.id IS NOT NULL AND c.execution_key IS NULL AS is_missed
            FROM due d
            LEFT JOIN schedules s ON s.id = d.schedule_id
            LEFT JOIN received_commands c ON c.execution_key = d.execution_key AND c.outcome IS NOT NULL
          )
          UPDATE schedule_decisions d
          SET publications = publications + is_missed::integer,
              published_at = CASE WHEN is_missed THEN now() ELSE published_at END,
              next_publish_at =
                CASE WHEN is_missed THEN now() + :rescueAfter * interval '1 second' * 2 ^ least(publications, 6) END
          FROM looked
          WHERE d.schedule_id = looked.schedule_id AND d.due_at = looked.due_at
          RETURNING is_missed, d.execution_key, looked.organization_id, d.job_type, d.due_at, looked.payload, d.topic
          """);

  private static final Sql MARK_UNPUBLISHED =
      Sql.of(
          """
          WITH locked AS (
            SELECT schedule_id, due_at
            FROM schedule_decisions
            WHERE execution_key = ANY (:keys) AND next_publish_at IS NOT NULL
            ORDER BY schedule_id, due_at
            FOR UPDATE
          )
          UPDATE schedule_decisions d
          SET published_at = NULL, next_publish_at = now(), publications = greatest(publications - 1, 0)
          FROM locked
          WHERE d.schedule_id = locked.schedule_id AND d.due_at = locked.due_at
          """);

  @Override
  public Taken takeDue(int most) {
    List<Due> due = new ArrayList<>();
    int looked =
        TAKE.on(connection)
            .bind("most", most)
            .bind("rescueAfter", Sql.seconds(rescueAfter))
            .list(row -> row.getBoolean("is_missed") && due.add(due(row)))
            .size();
    return new Taken(looked, due);
  }

  private static Due due(ResultSet row) throws SQLException {
    return new Due(
        row.getString("topic"),
        new ScheduledCommand(
            row.getString("execution_key"),
            row.getString("organization_id"),
            row.getString("job_type"),
            Sql.requiredInstant(row, "due_at"),
            ContentRequestCodec.parseObject(row.getString("payload"))));
  }

  @Override
  public int markUnpublished(List<String> keys) {
    return MARK_UNPUBLISHED.on(connection).bindArray("keys", "text", keys).update();
  }
}
