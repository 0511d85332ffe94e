package dev.millrace.scheduler.storage.postgres;

import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import dev.millrace.scheduler.storage.ScheduleFilter;
import dev.millrace.scheduler.storage.Views;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code schedules} and {@code schedule_decisions} for callers, in one transaction. */
record ViewRepository(Connection connection) implements Views {
  private static final String DECISION_COLUMNS =
      """
      d.schedule_id, d.due_at, d.last_due_at, d.slots, d.cause, d.decision, d.reason, d.execution_key, d.tick_id,
      d.decided_at, d.fired_at, d.run_state, d.run_until, d.ended_at, d.error, d.published_at
      """;

  private static final Sql DECISIONS =
      Sql.of(
          """
          SELECT %s
          FROM schedule_decisions d JOIN schedules s ON s.id = d.schedule_id
          WHERE d.schedule_id = :id AND s.organization_id = :organization
            AND d.due_at < coalesce(:before, 'infinity'::timestamptz)
            AND (:decision::text IS NULL OR d.decision = :decision)
          ORDER BY d.due_at DESC
          LIMIT :limit
          """
              .formatted(DECISION_COLUMNS));

  private static final Sql DECISION =
      Sql.of(
          """
          SELECT %s
          FROM schedule_decisions d
          WHERE d.schedule_id = :id AND d.due_at = :due
          """
              .formatted(DECISION_COLUMNS));

  /** One for each set of conditions; there are few. */
  private static final Map<String, Sql> STATEMENTS = new ConcurrentHashMap<>();

  @Override
  public Optional<ScheduleView> find(String organizationId, UUID id) {
    return statement("s.id = :id")
        .on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .bind("limit", 1)
        .first(ViewRepository::view);
  }

  @Override
  public List<ScheduleView> list(ScheduleFilter.Part part) {
    ScheduleFilter filter = part.filter();
    Cursor cursor = part.cursor();
    Sql.Call call = statement(where(filter, cursor)).on(connection);
    call.bind("organization", filter.organizationId()).bind("limit", part.limit() + 1);
    if (filter.status() != null) {
      call.bind("status", filter.status().wireName());
    }
    if (filter.jobType() != null) {
      call.bind("type", filter.jobType().wireName());
    }
    if (cursor != null) {
      call.bind("cursorTime", cursor.createdAt()).bind("cursorId", cursor.id());
    }
    return call.list(ViewRepository::view);
  }

  @Override
  public List<RecordedDecision> decisions(
      String organizationId,
      UUID id,
      @Nullable Instant before,
      @Nullable String decision,
      int limit) {
    return DECISIONS
        .on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .bind("before", before)
        .bind("decision", decision)
        .bind("limit", limit)
        .list(ViewRepository::decision);
  }

  @Override
  public Optional<RecordedDecision> decision(UUID id, Instant due) {
    return DECISION.on(connection).bind("id", id).bind("due", due).first(ViewRepository::decision);
  }

  private static String where(ScheduleFilter filter, @Nullable Cursor cursor) {
    List<String> conditions = new ArrayList<>();
    addIf(conditions, filter.status() != null, "s.status = :status");
    addIf(conditions, filter.jobType() != null, "s.job_type = :type");
    if (filter.isOverdue() != null) {
      conditions.add(
          filter.isOverdue()
              ? "s.next_fire_at <= now()"
              : "(s.next_fire_at > now() OR s.next_fire_at IS NULL)");
    }
    addIf(conditions, cursor != null, "(s.created_at, s.id) < (:cursorTime, :cursorId)");
    return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
  }

  private static void addIf(List<String> conditions, boolean applies, String condition) {
    if (applies) {
      conditions.add(condition);
    }
  }

  private static Sql statement(String where) {
    return STATEMENTS.computeIfAbsent(
        where,
        condition ->
            Sql.of(
                """
                SELECT %s, e.execution_key, e.lease_owner, e.lease_until, e.attempts
                FROM (
                  SELECT * FROM schedules s
                  WHERE s.organization_id = :organization AND s.status <> 'deleted' AND %s
                  ORDER BY s.created_at DESC, s.id DESC
                  LIMIT :limit
                ) s
                LEFT JOIN LATERAL (
                  SELECT * FROM schedule_executions e
                  WHERE e.schedule_id = s.id AND e.state = 'running'
                  ORDER BY e.lease_until DESC
                  LIMIT 1
                ) e ON true
                ORDER BY s.created_at DESC, s.id DESC
                """
                    .formatted(ScheduleRow.COLUMNS, condition)));
  }

  private static ScheduleView view(ResultSet row) throws SQLException {
    String key = row.getString("execution_key");
    RunLease lease =
        key == null
            ? null
            : new RunLease(
                key,
                row.getString("lease_owner"),
                Sql.requiredInstant(row, "lease_until"),
                row.getInt("attempts"));
    return new ScheduleView(ScheduleRow.read(row), lease);
  }

  private static RecordedDecision decision(ResultSet row) throws SQLException {
    return new RecordedDecision(
        row.getObject("schedule_id", UUID.class),
        Sql.requiredInstant(row, "due_at"),
        Sql.requiredInstant(row, "last_due_at"),
        row.getLong("slots"),
        row.getString("cause"),
        row.getString("decision"),
        row.getString("reason"),
        row.getString("execution_key"),
        row.getObject("tick_id", UUID.class),
        Sql.requiredInstant(row, "decided_at"),
        Sql.instant(row, "fired_at"),
        row.getString("run_state"),
        Sql.instant(row, "run_until"),
        Sql.instant(row, "ended_at"),
        row.getString("error"),
        Sql.instant(row, "published_at"));
  }
}
