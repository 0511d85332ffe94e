package dev.millrace.scheduler.storage.postgres;

import dev.millrace.database.Sql;
import java.sql.Connection;
import java.time.Duration;

/** Forgets decisions, and schedules that were deleted, in one transaction. */
record RetentionRepository(Connection connection) {
  private static final Sql PRUNE_DECISIONS =
      Sql.of(
          """
          DELETE FROM schedule_decisions
          WHERE (schedule_id, due_at) IN (
            SELECT schedule_id, due_at FROM schedule_decisions
            WHERE decided_at < now() - :retention * interval '1 second'
              AND run_state IS DISTINCT FROM 'fired' AND next_publish_at IS NULL
              AND (decision <> 'deferred' OR NOT EXISTS (SELECT FROM schedules s WHERE s.id = schedule_id))
            LIMIT :most
            FOR UPDATE SKIP LOCKED)
          """);

  private static final Sql PRUNE_SHADOW =
      Sql.of(
          """
          DELETE FROM shadow_decisions
          WHERE (schedule_id, due_at) IN (
            SELECT schedule_id, due_at FROM shadow_decisions
            WHERE decided_at < now() - :retention * interval '1 second'
            ORDER BY decided_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED)
          """);

  private static final Sql PRUNE_SCHEDULES =
      Sql.of(
          """
          DELETE FROM schedules
          WHERE id IN (
            SELECT id FROM schedules s
            WHERE s.status = 'deleted' AND s.deleted_at < now() - :retention * interval '1 second'
              AND NOT EXISTS (SELECT FROM schedule_decisions d WHERE d.schedule_id = s.id)
            LIMIT :most
            FOR UPDATE SKIP LOCKED)
          """);

  /**
   * Answers how many decisions are gone, with those of the shadow path. What waits, runs or must be
   * published is kept; on the shadow path nothing does.
   */
  int prune(Duration retention, int most) {
    int decisions =
        PRUNE_DECISIONS
            .on(connection)
            .bind("retention", Sql.seconds(retention))
            .bind("most", most)
            .update();
    int shadows =
        PRUNE_SHADOW
            .on(connection)
            .bind("retention", Sql.seconds(retention))
            .bind("most", most)
            .update();
    PRUNE_SCHEDULES
        .on(connection)
        .bind("retention", Sql.seconds(retention))
        .bind("most", most)
        .update();
    return decisions + shadows;
  }
}
