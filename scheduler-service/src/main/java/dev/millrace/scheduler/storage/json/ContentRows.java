package dev.millrace.scheduler.storage.json;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
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
                              ORDER BY lease_until LIMIT 1), false) AS is_due
          """);

  private static final Sql ENDS =
      Sql.of(
          """
          SELECT r.correlation_id, r.status, r.error_message
          FROM unnest(:organizations, :keys) AS i (organization_id, correlation_id)
          JOIN content_requests r USING (organization_id, correlation_id)
          WHERE r.status IN ('completed', 'failed', 'cancelled')
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

  ContentRows(Database database) {
    this.database = database;
  }

  /** A fire, by what names its row. */
  record Fired(String organizationId, String executionKey) {}

  /** How a request has ended. */
  record End(String runState, @Nullable String error) {}

  /** Whether there is something to sweep; while nobody knows, the sweep may see for itself. */
  boolean isSweepDue() {
    try {
      return database
          .read(connection -> LOOK.on(connection).first(row -> row.getBoolean("is_due")))
          .orElse(false);
    } catch (DatabaseException away) {
      return true;
    }
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
