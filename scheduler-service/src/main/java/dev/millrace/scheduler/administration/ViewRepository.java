package dev.millrace.scheduler.administration;

import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import dev.millrace.scheduler.administration.ScheduleResource.LeaseResource;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleRow;
import jakarta.inject.Singleton;
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

/** Reads schedules with their leases, and their ledgers, for callers. */
@Singleton
final class ViewRepository {
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

  private final Map<String, Sql> statements = new ConcurrentHashMap<>();

  /** A schedule with the lease of what runs of it. */
  record View(Schedule schedule, @Nullable LeaseResource lease) {
    ScheduleResource resource() {
      return ScheduleResource.of(schedule, lease);
    }
  }

  /** The schedule of an id, if it is the organization's. */
  Optional<View> find(Connection connection, String organizationId, UUID id) {
    return statement("s.id = :id")
        .on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .bind("limit", 1)
        .first(ViewRepository::view);
  }

  /**
   * The schedules of a part of a list, newest first, and one more to see whether there are more.
   */
  List<View> list(Connection connection, ScheduleFilter.Part part) {
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

  /** The ledger of a schedule, newest slot first. */
  List<DecisionResource> decisions(
      Connection connection,
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
        .list(DecisionResource::read);
  }

  /** What was decided about one slot. */
  Optional<DecisionResource> decision(Connection connection, UUID id, Instant due) {
    return DECISION.on(connection).bind("id", id).bind("due", due).first(DecisionResource::read);
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

  private Sql statement(String where) {
    return statements.computeIfAbsent(
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

  private static View view(ResultSet row) throws SQLException {
    String key = row.getString("execution_key");
    LeaseResource lease =
        key == null
            ? null
            : new LeaseResource(
                key,
                row.getString("lease_owner"),
                Sql.requiredInstant(row, "lease_until"),
                row.getInt("attempts"));
    return new View(ScheduleRow.read(row), lease);
  }
}
