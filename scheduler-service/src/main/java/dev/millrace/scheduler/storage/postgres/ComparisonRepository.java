package dev.millrace.scheduler.storage.postgres;

import dev.millrace.database.Sql;
import dev.millrace.scheduler.storage.Comparison;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares the two ledgers, in one transaction. */
record ComparisonRepository(Connection connection, Comparison.Scope scope) {
  /**
   * Every slot at which a row of either ledger begins or ends, with what each path decided about
   * it. Where two ledgers differ, one of them has such a slot.
   */
  private static final String COMPARED =
      """
      WITH schedule AS (
        SELECT s.id, s.name, c.first_due_at
        FROM schedules s LEFT JOIN shadow_cursors c ON c.schedule_id = s.id
        WHERE s.organization_id = :organization AND s.status <> 'deleted'
      ), slot AS (
        SELECT schedule_id, due_at FROM schedule_decisions WHERE cause = 'time' AND due_at >= :since AND due_at < :until
        UNION
        SELECT schedule_id, last_due_at FROM schedule_decisions
        WHERE cause = 'time' AND slots > 1 AND last_due_at >= :since AND last_due_at < :until
        UNION
        SELECT schedule_id, due_at FROM shadow_decisions WHERE due_at >= :since AND due_at < :until
        UNION
        SELECT schedule_id, last_due_at FROM shadow_decisions
        WHERE slots > 1 AND last_due_at >= :since AND last_due_at < :until
      ), decided AS (
        SELECT schedule.id, schedule.name, schedule.first_due_at, slot.due_at,
               l.decision AS live_decision, l.reason AS live_reason, l.decided_at AS live_at, l.tick_id AS live_tick,
               h.decision AS shadow_decision, h.reason AS shadow_reason, h.decided_at AS shadow_at,
               h.tick_id AS shadow_tick
        FROM slot JOIN schedule ON schedule.id = slot.schedule_id
        LEFT JOIN LATERAL (
          SELECT d.* FROM schedule_decisions d
          WHERE d.schedule_id = slot.schedule_id AND d.cause = 'time' AND d.due_at <= slot.due_at
          ORDER BY d.due_at DESC LIMIT 1
        ) l ON l.last_due_at >= slot.due_at
        LEFT JOIN LATERAL (
          SELECT d.* FROM shadow_decisions d
          WHERE d.schedule_id = slot.schedule_id AND d.due_at <= slot.due_at
          ORDER BY d.due_at DESC LIMIT 1
        ) h ON h.last_due_at >= slot.due_at
      ), compared AS (
        SELECT decided.*,
               CASE
                 WHEN (due_at >= first_due_at) IS NOT TRUE THEN 'not_followed'
                 WHEN live_decision = 'skipped' AND live_reason IN ('paused', 'changed')
                      OR shadow_decision = 'skipped' AND shadow_reason IN ('paused', 'changed') THEN 'set_aside'
                 WHEN live_decision = shadow_decision
                      AND (live_decision = 'fired' OR live_reason = shadow_reason) THEN 'agreed'
                 WHEN (live_decision IS NULL OR shadow_decision IS NULL
                       OR 'deferred' IN (live_decision, shadow_decision))
                      AND greatest(live_at, shadow_at) > now() - :settling * interval '1 second' THEN 'pending'
                 WHEN shadow_decision IS NULL THEN 'only_live'
                 WHEN live_decision IS NULL THEN 'only_shadow'
                 ELSE 'different'
               END AS verdict
        FROM decided
      )
      """;

  private static final Sql TOTALS =
      Sql.of(
          COMPARED
              + """
              , counting AS (
                SELECT *, extract(epoch FROM live_at - due_at) * 1000 AS live_ms,
                       extract(epoch FROM shadow_at - due_at) * 1000 AS shadow_ms
                FROM compared WHERE verdict NOT IN ('not_followed', 'set_aside')
              )
              SELECT (SELECT count(*) FROM compared WHERE verdict = 'not_followed') AS not_followed,
                     (SELECT count(*) FROM compared WHERE verdict = 'set_aside') AS set_aside,
                     count(*) FILTER (WHERE verdict = 'agreed') AS agreed,
                     count(*) FILTER (WHERE verdict = 'different') AS different,
                     count(*) FILTER (WHERE verdict = 'only_live') AS only_live,
                     count(*) FILTER (WHERE verdict = 'only_shadow') AS only_shadow,
                     count(*) FILTER (WHERE verdict = 'pending') AS pending,
                     min(live_at) AS live_first, max(live_at) AS live_last,
                     min(shadow_at) AS shadow_first, max(shadow_at) AS shadow_last,
                     percentile_cont(0.5) WITHIN GROUP (ORDER BY live_ms)
                       FILTER (WHERE live_decision = 'fired') AS live_p50,
                     percentile_cont(0.99) WITHIN GROUP (ORDER BY live_ms)
                       FILTER (WHERE live_decision = 'fired') AS live_p99,
                     max(live_ms) FILTER (WHERE live_decision = 'fired') AS live_max,
                     percentile_cont(0.5) WITHIN GROUP (ORDER BY shadow_ms)
                       FILTER (WHERE shadow_decision = 'fired') AS shadow_p50,
                     percentile_cont(0.99) WITHIN GROUP (ORDER BY shadow_ms)
                       FILTER (WHERE shadow_decision = 'fired') AS shadow_p99,
                     max(shadow_ms) FILTER (WHERE shadow_decision = 'fired') AS shadow_max
              FROM counting
              """);

  private static final Sql DIFFERENCES =
      Sql.of(
          COMPARED
              + """
              SELECT * FROM compared
              WHERE verdict IN ('different', 'only_live', 'only_shadow')
              ORDER BY due_at, id
              LIMIT :most
              """);

  /** By rows that fired in the window, of the organization's schedules. */
  private static final Sql FIRES =
      Sql.of(
          """
          WITH fire AS (
            SELECT d.execution_key, d.run_state
            FROM schedule_decisions d JOIN schedules s ON s.id = d.schedule_id
            WHERE s.organization_id = :organization AND s.status <> 'deleted' AND d.decision = 'fired'
              AND d.cause = 'time' AND d.due_at >= :since AND d.due_at < :until
          )
          SELECT count(*) AS fired,
                 count(*) FILTER (WHERE run_state = 'failed') AS failed,
                 count(*) FILTER (WHERE run_state = 'expired') AS expired,
                 count(*) - count(DISTINCT execution_key) AS repeated,
                 (SELECT count(*) FROM (
                    SELECT FROM fire f JOIN content_requests r
                      ON r.organization_id = :organization AND r.correlation_id = f.execution_key
                    GROUP BY f.execution_key HAVING count(DISTINCT r.id) > 1) twice) AS twice
          FROM fire
          """);

  private record Outcome(Comparison.Fires fires, Comparison.Duplicates duplicates) {}

  Comparison compare() {
    Outcome outcome =
        bound(FIRES.on(connection)).first(ComparisonRepository::outcome).orElseThrow();
    List<Comparison.Difference> differences =
        bound(DIFFERENCES.on(connection))
            .bind("settling", Sql.seconds(scope.settling()))
            .bind("most", scope.mostDifferences())
            .list(ComparisonRepository::difference);
    return bound(TOTALS.on(connection))
        .bind("settling", Sql.seconds(scope.settling()))
        .first(
            row ->
                new Comparison(
                    coverage(row),
                    path(row, "live"),
                    path(row, "shadow"),
                    outcome.fires,
                    outcome.duplicates,
                    differences))
        .orElseThrow();
  }

  private Sql.Call bound(Sql.Call call) {
    return call.bind("organization", scope.organizationId())
        .bind("since", scope.since())
        .bind("until", scope.until());
  }

  private static Outcome outcome(ResultSet row) throws SQLException {
    return new Outcome(
        new Comparison.Fires(row.getLong("fired"), row.getLong("failed"), row.getLong("expired")),
        new Comparison.Duplicates(row.getLong("repeated"), row.getLong("twice")));
  }

  private static Comparison.Coverage coverage(ResultSet row) throws SQLException {
    return new Comparison.Coverage(
        row.getLong("agreed"),
        row.getLong("different"),
        row.getLong("only_live"),
        row.getLong("only_shadow"),
        row.getLong("pending"),
        row.getLong("set_aside"),
        row.getLong("not_followed"));
  }

  private static Comparison.Path path(ResultSet row, String name) throws SQLException {
    return new Comparison.Path(
        Sql.instant(row, name + "_first"),
        Sql.instant(row, name + "_last"),
        number(row, name + "_p50"),
        number(row, name + "_p99"),
        number(row, name + "_max"));
  }

  private static @Nullable Double number(ResultSet row, String column) throws SQLException {
    double number = row.getDouble(column);
    return row.wasNull() ? null : (Double) number;
  }

  private static Comparison.Difference difference(ResultSet row) throws SQLException {
    return new Comparison.Difference(
        row.getObject("id", UUID.class),
        row.getString("name"),
        Sql.requiredInstant(row, "due_at"),
        side(row, "live"),
        side(row, "shadow"));
  }

  private static Comparison.@Nullable Side side(ResultSet row, String name) throws SQLException {
    String decision = row.getString(name + "_decision");
    return decision == null
        ? null
        : new Comparison.Side(
            decision,
            row.getString(name + "_reason"),
            Sql.requiredInstant(row, name + "_at"),
            row.getObject(name + "_tick", UUID.class));
  }
}
