package dev.millrace.api.usage;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** Counts {@code provider_calls}, and what embedded models have generated without a call. */
@Singleton
class UsageRepository {
  private static final int MOST = 10_000;

  private static final Sql PATIENCE = Sql.of("SET LOCAL statement_timeout = '10s'");

  private static final Sql COUNT =
      Sql.of(
          """
          WITH used AS (
            SELECT (dispatched_at AT TIME ZONE 'UTC')::date AS day, provider, model, kind, count(*) AS calls,
                   count(*) FILTER (WHERE state = 'failed') AS failed,
                   count(*) FILTER (WHERE state = 'unknown') AS unknown,
                   count(*) FILTER (WHERE cached) AS cached,
                   sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(images) AS images,
                   sum(cost) AS cost
            FROM provider_calls
            WHERE organization_id = :organization AND dispatched_at >= :from AND dispatched_at < :to
            GROUP BY 1, 2, 3, 4
            UNION ALL
            SELECT (created_at AT TIME ZONE 'UTC')::date, provider, model, 'content-' || format, count(*), 0, 0, 0,
                   0, 0, 0, 0
            FROM content_requests
            WHERE organization_id = :organization AND status = 'completed' AND created_at >= :from
              AND created_at < :to AND provider = 'offline'
            GROUP BY 1, 2, 3, 4
          )
          SELECT CASE WHEN :byDay THEN day END AS day, CASE WHEN :byProvider THEN provider END AS provider,
                 CASE WHEN :byModel THEN model END AS model, CASE WHEN :byKind THEN kind END AS kind,
                 sum(calls) AS calls, sum(failed) AS failed, sum(unknown) AS unknown, sum(cached) AS cached,
                 sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(images) AS images,
                 sum(cost) AS cost
          FROM used
          GROUP BY 1, 2, 3, 4
          ORDER BY 1 DESC, 2, 3, 4
          LIMIT :most
          """);

  /** The groups of a filter. */
  List<UsageResource.Item> count(Connection connection, UsageFilter filter) {
    PATIENCE.on(connection).update();
    return COUNT
        .on(connection)
        .bind("organization", filter.organizationId())
        .bind("from", filter.from())
        .bind("to", filter.to())
        .bind("byDay", filter.groups().contains(UsageGroup.DAY))
        .bind("byProvider", filter.groups().contains(UsageGroup.PROVIDER))
        .bind("byModel", filter.groups().contains(UsageGroup.MODEL))
        .bind("byKind", filter.groups().contains(UsageGroup.KIND))
        .bind("most", MOST)
        .list(UsageRepository::item);
  }

  private static UsageResource.Item item(ResultSet row) throws SQLException {
    return new UsageResource.Item(
        row.getObject("day", LocalDate.class),
        row.getString("provider"),
        row.getString("model"),
        row.getString("kind"),
        row.getLong("calls"),
        row.getLong("failed"),
        row.getLong("unknown"),
        row.getLong("cached"),
        row.getLong("input_tokens"),
        row.getLong("output_tokens"),
        row.getLong("images"),
        row.getBigDecimal("cost"));
  }
}
