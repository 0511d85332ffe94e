package dev.millrace.scheduler.storage.postgres;

import dev.millrace.database.Sql;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.DueSchedules;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code schedules} as a tick takes and moves them, in one transaction. */
record DueRepository(Connection connection) implements DueSchedules {
  private static final String DUE =
      """
      FROM schedules s
      WHERE s.next_fire_at <= now()
      ORDER BY s.next_fire_at, s.id
      LIMIT :most
      FOR UPDATE SKIP LOCKED
      """;

  private static final Sql TAKE_MORE =
      Sql.of("SELECT now() AS taken_at, " + ScheduleRow.COLUMNS + DUE);

  /**
   * The one statement of an idle tick: it also tells whether there is anything else to do. Rows
   * that another tick has locked are seen and not taken. Each question is put as one for the first
   * entry of an index, or for a few, so that no stale statistics can make Postgres read a table.
   */
  private static final Sql TAKE =
      Sql.of(
          """
          WITH due AS (SELECT %s %s)
          SELECT now() AS taken_at,
                 CASE WHEN (SELECT count(*) FROM due) = :most THEN :most
                      ELSE (SELECT count(*)
                            FROM (SELECT FROM schedules WHERE next_fire_at <= now() ORDER BY next_fire_at, id
                                  LIMIT :most) each)
                 END AS seen,
                 (SELECT next_publish_at <= now() FROM schedule_decisions WHERE next_publish_at IS NOT NULL
                  ORDER BY next_publish_at LIMIT 1) AS has_unpublished,
                 (SELECT run_until <= now() FROM schedule_decisions WHERE run_state = 'fired'
                  ORDER BY run_until LIMIT 1) AS has_overdue_runs,
                 (SELECT next_publish_at <= now() FROM content_requests
                  WHERE status = 'pending' AND published_at IS NULL
                  ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 1) AS has_unpublished_requests,
                 (SELECT true FROM content_requests WHERE wait_reason = 'organization_limit'
                  ORDER BY organization_id DESC, created_at DESC, id DESC LIMIT 1) AS has_placeless_requests,
                 (SELECT lease_until < now() FROM content_requests WHERE status = 'processing'
                  ORDER BY lease_until LIMIT 1) AS has_ended_leases,
                 (SELECT true
                  FROM (SELECT not_before FROM content_requests WHERE status = 'pending' AND published_at IS NOT NULL
                        ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 100) oldest
                  WHERE not_before IS NULL OR not_before <= now()
                  LIMIT 1) AS has_waiting_requests,
                 (SELECT next_publish_at <= now() FROM agent_runs
                  WHERE status = 'pending' AND published_at IS NULL
                  ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 1) AS has_unpublished_runs,
                 (SELECT lease_until < now() FROM agent_runs WHERE status = 'processing'
                  ORDER BY lease_until LIMIT 1) AS has_ended_run_leases,
                 (SELECT true
                  FROM (SELECT not_before FROM agent_runs WHERE status = 'pending' AND published_at IS NOT NULL
                        ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 100) oldest
                  WHERE not_before IS NULL OR not_before <= now()
                  LIMIT 1) AS has_waiting_runs,
                 (SELECT next_attempt_at <= now() FROM run_handovers WHERE state = 'waiting'
                  ORDER BY next_attempt_at LIMIT 1) AS has_due_handovers,
                 (SELECT next_attempt_at <= now() FROM webhook_deliveries WHERE state = 'pending'
                  ORDER BY next_attempt_at LIMIT 1) AS has_due_deliveries,
                 (SELECT lease_until < now() FROM webhook_deliveries WHERE state = 'delivering'
                  ORDER BY lease_until LIMIT 1) AS has_lost_deliveries,
                 (SELECT true
                  FROM (SELECT state, lease_until FROM catalog_run_history WHERE state IN ('recorded', 'running')
                        ORDER BY recorded_at LIMIT 100) oldest
                  WHERE state = 'recorded' OR lease_until < now()
                  LIMIT 1) AS has_waiting_catalog_runs,
                 (SELECT next_attempt_at <= now() FROM schedule_executions WHERE state = 'waiting'
                  ORDER BY next_attempt_at LIMIT 1) AS has_due_executions,
                 (SELECT lease_until < now() FROM schedule_executions WHERE state = 'running'
                  ORDER BY lease_until LIMIT 1) AS has_lost_executions,
                 s.*
          FROM (VALUES (1)) one LEFT JOIN due s ON true
          """
              .formatted(ScheduleRow.COLUMNS, DUE));

  private static final Sql ADVANCE =
      Sql.of(
          """
          UPDATE schedules s
          SET next_due_at = i.next_due_at,
              next_fire_at = i.next_fire_at,
              status = CASE WHEN i.next_fire_at IS NULL THEN 'ended' ELSE s.status END,
              last_fired_at = CASE WHEN i.has_fired THEN now() ELSE s.last_fired_at END
          FROM unnest(:ids, :nextDue, :nextFire, :fired) AS i (id, next_due_at, next_fire_at, has_fired)
          WHERE s.id = i.id AND s.id = ANY (:ids)
          """);

  private static final Sql POSTPONE =
      Sql.of(
          """
          UPDATE schedules
          SET next_fire_at = now() + interval '1 hour'
          WHERE id = ANY (:ids) AND next_fire_at IS NOT NULL
          """);

  private static final Sql PUT_ASIDE =
      Sql.of(
          """
          UPDATE schedules
          SET next_fire_at = now() + interval '1 hour'
          WHERE id = (SELECT id FROM schedules WHERE id = :id AND next_fire_at <= now() FOR UPDATE SKIP LOCKED)
          """);

  @Override
  public Taken take(int most) {
    Reader reader = new Reader();
    TAKE.on(connection).bind("most", most).list(reader::readFound);
    return reader.taken();
  }

  @Override
  public Taken takeMore(int most) {
    Reader reader = new Reader();
    TAKE_MORE.on(connection).bind("most", most).list(reader::read);
    return reader.taken();
  }

  @Override
  public void advance(List<Planned> planned) {
    if (planned.isEmpty()) {
      return;
    }
    ADVANCE
        .on(connection)
        .bindArray("ids", "uuid", planned.stream().map(each -> each.schedule().id()).toList())
        .bindArray(
            "nextDue",
            "timestamptz",
            planned.stream().map(each -> each.plan().nextDueAt()).toList())
        .bindArray(
            "nextFire",
            "timestamptz",
            planned.stream().map(each -> each.plan().nextFireAt()).toList())
        .bindArray("fired", "bool", planned.stream().map(each -> each.plan().fires() > 0).toList())
        .update();
  }

  @Override
  public void postpone(List<UUID> ids) {
    if (!ids.isEmpty()) {
      POSTPONE.on(connection).bindArray("ids", "uuid", ids).update();
    }
  }

  @Override
  public boolean putAside(UUID id) {
    return PUT_ASIDE.on(connection).bind("id", id).update() == 1;
  }

  /** Gathers schedules from all rows, and what is the same in each from the first. */
  private static final class Reader {
    private final List<Schedule> schedules = new ArrayList<>();
    private final List<UUID> unreadable = new ArrayList<>();
    private @Nullable Instant takenAt;
    private @Nullable Found found;
    private long seen;

    /** Reads a row of {@link #TAKE}, which has one even where nothing is due. */
    boolean readFound(ResultSet row) throws SQLException {
      if (found == null) {
        takenAt = takenAt(row);
        found = found(row);
        seen = row.getLong("seen");
      }
      return row.getObject("id") != null && readSchedule(row);
    }

    /** Reads a row of {@link #TAKE_MORE}. */
    boolean read(ResultSet row) throws SQLException {
      if (takenAt == null) {
        takenAt = takenAt(row);
      }
      seen++;
      return readSchedule(row);
    }

    Taken taken() {
      return new Taken(
          Objects.requireNonNullElse(takenAt, Instant.EPOCH),
          seen,
          Objects.requireNonNullElse(found, Found.NOTHING),
          schedules,
          unreadable);
    }

    private static Instant takenAt(ResultSet row) throws SQLException {
      return Sql.requiredInstant(row, "taken_at");
    }

    private boolean readSchedule(ResultSet row) throws SQLException {
      try {
        return schedules.add(ScheduleRow.read(row));
      } catch (RuntimeException unknown) {
        // Whatever it is that this version does not know: the other schedules are not to blame.
        return unreadable.add(row.getObject("id", UUID.class));
      }
    }

    private static Found found(ResultSet row) throws SQLException {
      boolean isSweepDue =
          row.getBoolean("has_unpublished_requests")
              || row.getBoolean("has_placeless_requests")
              || row.getBoolean("has_ended_leases")
              || row.getBoolean("has_unpublished_runs")
              || row.getBoolean("has_ended_run_leases");
      return new Found(
          isSweepDue,
          isSweepDue
              || row.getBoolean("has_waiting_requests")
              || row.getBoolean("has_waiting_runs")
              || row.getBoolean("has_due_handovers")
              || row.getBoolean("has_due_deliveries")
              || row.getBoolean("has_lost_deliveries")
              || row.getBoolean("has_waiting_catalog_runs"),
          row.getBoolean("has_unpublished"),
          row.getObject("has_overdue_runs") != null,
          row.getBoolean("has_overdue_runs"),
          row.getBoolean("has_due_executions") || row.getBoolean("has_lost_executions"));
    }
  }
}
