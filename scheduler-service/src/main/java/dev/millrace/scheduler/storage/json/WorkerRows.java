package dev.millrace.scheduler.storage.json;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a tick must know of {@code content_requests}, {@code agent_runs}, {@code received_commands},
 * {@code webhook_deliveries} and {@code catalog_run_history}, which are in Postgres all the same.
 */
@Singleton
final class WorkerRows {
  private static final Sql LOOK =
      Sql.of(
          """
          SELECT coalesce((SELECT next_publish_at <= now() FROM content_requests
                           WHERE status = 'pending' AND published_at IS NULL
                           ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 1), false)
                 OR coalesce((SELECT true FROM content_requests WHERE wait_reason = 'organization_limit'
                              ORDER BY organization_id DESC, created_at DESC, id DESC LIMIT 1), false)
                 OR coalesce((SELECT lease_until < now() FROM content_requests WHERE status = 'processing'
                              ORDER BY lease_until LIMIT 1), false)
                 OR coalesce((SELECT next_publish_at <= now() FROM agent_runs
                              WHERE status = 'pending' AND published_at IS NULL
                              ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 1), false)
                 OR coalesce((SELECT lease_until < now() FROM agent_runs WHERE status = 'processing'
                              ORDER BY lease_until LIMIT 1), false) AS is_sweep_due,
                 coalesce((SELECT true
                           FROM (SELECT not_before FROM content_requests
                                 WHERE status = 'pending' AND published_at IS NOT NULL
                                 ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 100) oldest
                           WHERE not_before IS NULL OR not_before <= now()
                           LIMIT 1), false)
                 OR coalesce((SELECT true
                              FROM (SELECT not_before FROM agent_runs
                                    WHERE status = 'pending' AND published_at IS NOT NULL
                                    ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 100) oldest
                              WHERE not_before IS NULL OR not_before <= now()
                              LIMIT 1), false)
                 OR coalesce((SELECT next_attempt_at <= now() FROM run_handovers WHERE state = 'waiting'
                              ORDER BY next_attempt_at LIMIT 1), false)
                 OR coalesce((SELECT next_attempt_at <= now() FROM webhook_deliveries WHERE state = 'pending'
                              ORDER BY next_attempt_at LIMIT 1), false)
                 OR coalesce((SELECT lease_until < now() FROM webhook_deliveries WHERE state = 'delivering'
                              ORDER BY lease_until LIMIT 1), false)
                 OR coalesce((SELECT true
                              FROM (SELECT state, lease_until FROM catalog_run_history
                                    WHERE state IN ('recorded', 'running')
                                    ORDER BY recorded_at LIMIT 100) oldest
                              WHERE state = 'recorded' OR lease_until < now()
                              LIMIT 1), false) AS has_waiting
          """);

  private static final Sql ENDS =
      Sql.of(
          """
          SELECT r.correlation_id AS execution_key,
                 CASE r.status WHEN 'completed' THEN 'finished' ELSE 'failed' END AS run_state,
                 r.error_message AS error
          FROM unnest(:organizations, :keys) AS i (organization_id, correlation_id)
          JOIN content_requests r USING (organization_id, correlation_id)
          WHERE r.status IN ('completed', 'failed', 'cancelled')
          UNION ALL
          SELECT r.correlation_id, CASE r.status WHEN 'completed' THEN 'finished' ELSE 'failed' END, r.error_message
          FROM unnest(:organizations, :keys) AS i (organization_id, correlation_id)
          JOIN agent_runs r USING (organization_id, correlation_id)
          WHERE r.status IN ('completed', 'failed', 'cancelled')
          UNION ALL
          SELECT c.execution_key, c.outcome, c.error
          FROM unnest(:organizations, :keys) AS i (organization_id, execution_key)
          JOIN received_commands c USING (organization_id, execution_key)
          WHERE c.outcome IN ('finished', 'failed')
          UNION ALL
          SELECT h.execution_key, h.state, h.error
          FROM unnest(:organizations, :keys) AS i (organization_id, execution_key)
          JOIN catalog_run_history h USING (organization_id, execution_key)
          WHERE h.state IN ('finished', 'failed')
          """);

  private static final Sql RECEIVED =
      Sql.of(
          """
          SELECT execution_key FROM received_commands WHERE execution_key = ANY (:keys) AND outcome IS NOT NULL
          UNION ALL
          SELECT correlation_id FROM agent_runs WHERE correlation_id = ANY (:keys)
          """);

  private static final Sql REPEATED =
      Sql.of(
          """
          SELECT count(*) AS repeated FROM (
            SELECT FROM unnest(:organizations, :keys) AS i (organization_id, correlation_id)
            JOIN content_requests r USING (organization_id, correlation_id)
            GROUP BY organization_id, correlation_id HAVING count(DISTINCT r.id) > 1) twice
          """);

  private final Database database;

  WorkerRows(Database database) {
    this.database = database;
  }

  /** A fire, by what names its rows. */
  record Fired(String organizationId, String executionKey) {}

  /** How a run has ended, as whoever did its work says. */
  record End(String runState, @Nullable String error) {}

  /**
   * What there is to do for requests.
   *
   * @param isSweepDue they are to be published, or hold leases that have ended
   * @param isWorkDue there is something for a worker: any of these, or one that is published
   */
  record Found(boolean isSweepDue, boolean isWorkDue) {}

  /** Looks what there is to do; while nobody knows, the sweep may see for itself. */
  Found look() {
    try {
      return database
          .read(connection -> LOOK.on(connection).first(WorkerRows::found))
          .orElseThrow();
    } catch (DatabaseException away) {
      return new Found(true, false);
    }
  }

  private static Found found(ResultSet row) throws SQLException {
    boolean isSweepDue = row.getBoolean("is_sweep_due");
    return new Found(isSweepDue, isSweepDue || row.getBoolean("has_waiting"));
  }

  /** How many of these fires have more than one row. */
  long repeated(List<Fired> fires) {
    return database
        .read(
            connection ->
                REPEATED
                    .on(connection)
                    .bindArray(
                        "organizations", "text", fires.stream().map(Fired::organizationId).toList())
                    .bindArray("keys", "text", fires.stream().map(Fired::executionKey).toList())
                    .first(row -> row.getLong("repeated")))
        .orElseThrow();
  }

  /**
   * Those of these commands that somebody has; while nobody knows, none: whoever gets one a second
   * time refuses it.
   */
  Set<String> received(List<String> keys) {
    if (keys.isEmpty()) {
      return Set.of();
    }
    try {
      return database.read(
          connection ->
              Set.copyOf(
                  RECEIVED
                      .on(connection)
                      .bindArray("keys", "text", keys)
                      .list(row -> row.getString("execution_key"))));
    } catch (DatabaseException away) {
      return Set.of();
    }
  }

  /**
   * Those of these fires whose requests, runs, commands or runs of the catalog have ended, by their
   * keys.
   */
  Map<String, End> ends(Collection<Fired> fires) {
    if (fires.isEmpty()) {
      return Map.of();
    }
    List<Fired> asked = List.copyOf(fires);
    Map<String, End> ends = new HashMap<>();
    database.read(
        connection ->
            ENDS.on(connection)
                .bindArray(
                    "organizations", "text", asked.stream().map(Fired::organizationId).toList())
                .bindArray("keys", "text", asked.stream().map(Fired::executionKey).toList())
                .list(
                    row ->
                        ends.put(
                            row.getString("execution_key"),
                            new End(row.getString("run_state"), row.getString("error")))));
    return ends;
  }
}
