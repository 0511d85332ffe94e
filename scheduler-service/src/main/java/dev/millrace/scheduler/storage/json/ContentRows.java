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
import org.jspecify.annotations.Nullable;

/** What a tick must know of {@code content_requests}, which are in Postgres all the same. */
@Singleton
final class ContentRows {
  private static final Sql LOOK =
      Sql.of(
          """
          SELECT coalesce((SELECT next_publish_at <= now() FROM content_requests
                           WHERE status = 'pending' AND published_at IS NULL
                           ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 1), false)
                 OR coalesce((SELECT lease_until < now() FROM content_requests WHERE status = 'processing'
                              ORDER BY lease_until LIMIT 1), false) AS is_sweep_due,
                 coalesce((SELECT true
                           FROM (SELECT not_before FROM content_requests
                                 WHERE status = 'pending' AND published_at IS NOT NULL
                                 ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 100) oldest
                           WHERE not_before IS NULL OR not_before <= now()
                           LIMIT 1), false) AS has_waiting
          """);

  private static final Sql ENDS =
      Sql.of(
          """
          SELECT r.correlation_id, r.status, r.error_message
          FROM unnest(:organizations, :keys) AS i (organization_id, correlation_id)
          JOIN content_requests r USING (organization_id, correlation_id)
          WHERE r.status IN ('completed', 'failed', 'cancelled')
          """);

  private final Database database;

  ContentRows(Database database) {
    this.database = database;
  }

  /** A fire, by what names its row. */
  record Fired(String organizationId, String executionKey) {}

  /** How a request has ended. */
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
          .read(connection -> LOOK.on(connection).first(ContentRows::found))
          .orElseThrow();
    } catch (DatabaseException away) {
      return new Found(true, false);
    }
  }

  private static Found found(ResultSet row) throws SQLException {
    boolean isSweepDue = row.getBoolean("is_sweep_due");
    return new Found(isSweepDue, isSweepDue || row.getBoolean("has_waiting"));
  }

  /** Those of these fires whose requests have ended, by their keys. */
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
                            row.getString("correlation_id"),
                            new End(
                                row.getString("status").equals("completed") ? "finished" : "failed",
                                row.getString("error_message")))));
    return ends;
  }
}
