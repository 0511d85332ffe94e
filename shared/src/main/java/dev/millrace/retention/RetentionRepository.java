package dev.millrace.retention;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;

/** Deletes what is past its retention, so many rows at a time. Whoever else has a row keeps it. */
@Singleton
final class RetentionRepository {
  /**
   * Content, events and letters go with their request. A request whose letter is open is unfinished
   * business, and stays.
   */
  private static final Sql PRUNE_REQUESTS =
      Sql.of(
          """
          DELETE FROM content_requests
          WHERE id = ANY (ARRAY(
            SELECT id FROM content_requests r
            WHERE status IN ('completed', 'failed', 'cancelled')
              AND created_at < now() - :retention * interval '1 second'
              AND coalesce(completed_at, failed_at, cancelled_at) < now() - :retention * interval '1 second'
              AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.request_id = r.id AND d.status = 'open')
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          """);

  private static final Sql PRUNE_KEYS =
      Sql.of(
          """
          DELETE FROM idempotency_keys
          WHERE (organization_id, key) IN (
            SELECT organization_id, key FROM idempotency_keys
            WHERE created_at < now() - :retention * interval '1 second'
            ORDER BY created_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED)
          """);

  private static final Sql PRUNE_AUDIT =
      Sql.of(
          """
          DELETE FROM audit_log
          WHERE id = ANY (ARRAY(
            SELECT id FROM audit_log
            WHERE created_at < now() - :retention * interval '1 second'
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          """);

  int pruneRequests(Connection connection, Duration retention, int most) {
    return prune(PRUNE_REQUESTS, connection, retention, most);
  }

  int pruneKeys(Connection connection, Duration retention, int most) {
    return prune(PRUNE_KEYS, connection, retention, most);
  }

  int pruneAudit(Connection connection, Duration retention, int most) {
    return prune(PRUNE_AUDIT, connection, retention, most);
  }

  private static int prune(Sql statement, Connection connection, Duration retention, int most) {
    return statement
        .on(connection)
        .bind("retention", Sql.seconds(retention))
        .bind("most", most)
        .update();
  }
}
