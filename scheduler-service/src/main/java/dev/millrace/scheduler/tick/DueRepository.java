package dev.millrace.scheduler.tick;

import dev.millrace.database.Sql;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleRow;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a tick does to {@code schedules}: takes what is due, and moves it on. */
@Singleton
final class DueRepository {
  /**
   * The one statement of an idle tick: it also tells whether there is anything else to do. Rows
   * that another tick has locked are seen and not taken. Each question is put as one for the first
   * entry of an index, or for a few, so that no stale statistics can make Postgres read a table.
   */
  private static final Sql TAKE =
      Sql.of(
          """
          WITH due AS (
            SELECT %s
            FROM schedules s
            WHERE s.next_fire_at <= now()
            ORDER BY s.next_fire_at, s.id
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          )
          SELECT now() AS taken_at,
                 (SELECT count(*)
                  FROM (SELECT FROM schedules WHERE next_fire_at <= now() ORDER BY next_fire_at, id LIMIT :most) each)
                   AS seen,
                 (SELECT next_publish_at <= now() FROM schedule_decisions WHERE next_publish_at IS NOT NULL
                  ORDER BY next_publish_at LIMIT 1) AS has_unpublished,
                 (SELECT run_until <= now() FROM schedule_decisions WHERE run_state = 'fired'
                  ORDER BY run_until LIMIT 1) AS has_overdue_runs,
                 (SELECT next_publish_at <= now() FROM content_requests
                  WHERE status = 'pending' AND published_at IS NULL
                  ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 1) AS has_unpublished_requests,
                 (SELECT lease_until < now() FROM content_requests WHERE status = 'processing'
                  ORDER BY lease_until LIMIT 1) AS has_ended_leases,
                 (SELECT true
                  FROM (SELECT not_before FROM content_requests WHERE status = 'pending' AND published_at IS NOT NULL
                        ORDER BY published_at NULLS FIRST, next_publish_at LIMIT 100) oldest
                  WHERE not_before IS NULL OR not_before <= now()
                  LIMIT 1) AS has_waiting_requests,
                 (SELECT next_attempt_at <= now() FROM schedule_executions WHERE state = 'waiting'
                  ORDER BY next_attempt_at LIMIT 1) AS has_due_executions,
                 (SELECT lease_until < now() FROM schedule_executions WHERE state = 'running'
                  ORDER BY lease_until LIMIT 1) AS has_lost_executions,
                 s.*
          FROM (VALUES (1)) one LEFT JOIN due s ON true
          """
              .formatted(ScheduleRow.COLUMNS));

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

  private static final Sql POSTPONE_FIRST =
      Sql.of(
          """
          UPDATE schedules
          SET next_fire_at = now() + interval '1 hour'
          WHERE id = (SELECT id FROM schedules
                      WHERE next_fire_at <= now()
                      ORDER BY next_fire_at, id
                      LIMIT 1
                      FOR UPDATE SKIP LOCKED)
          RETURNING id
          """);

  /**
   * What there is to do besides firing.
   *
   * @param isSweepDue content requests are to be published, or hold leases that have ended
   * @param isWorkDue there is something for a worker: any of these, or one that is published
   * @param hasUnpublished an earlier tick has left commands unpublished
   * @param hasOverdueRuns runs have not reported their end in time
   * @param hasDueExecutions jobs wait to be run in this service, or have been left by a lost holder
   */
  record Found(
      boolean isSweepDue,
      boolean isWorkDue,
      boolean hasUnpublished,
      boolean hasOverdueRuns,
      boolean hasDueExecutions) {}

  /**
   * What one transaction has taken.
   *
   * @param takenAt the database's time, by which everything in it is decided
   * @param seen how many were due, up to the limit
   * @param unreadable those that this version cannot read
   */
  record Taken(
      Instant takenAt, long seen, Found found, List<Schedule> schedules, List<UUID> unreadable) {
    /** As if only these had been there to take. */
    Taken only(List<Schedule> some) {
      return new Taken(takenAt, seen, found, some, unreadable);
    }
  }

  /** Takes and locks what is due, the longest overdue first. */
  Taken take(Connection connection, int most) {
    Reader reader = new Reader();
    List<Taken> heads = TAKE.on(connection).bind("most", most).list(reader::read);
    return heads.getFirst();
  }

  /** Moves schedules on to where their plans say. */
  void advance(Connection connection, List<Planned> planned) {
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

  /** Looks at schedules again in an hour: what is wrong with them must not stop the others. */
  void postpone(Connection connection, List<UUID> ids) {
    if (!ids.isEmpty()) {
      POSTPONE.on(connection).bindArray("ids", "uuid", ids).update();
    }
  }

  /** As {@link #postpone}, the one that {@link #take} would take first, if there is one. */
  Optional<UUID> postponeFirst(Connection connection) {
    return POSTPONE_FIRST.on(connection).first(row -> row.getObject("id", UUID.class));
  }

  /** Gathers all rows into what the first of them answers. */
  private static final class Reader {
    private final List<Schedule> schedules = new ArrayList<>();
    private final List<UUID> unreadable = new ArrayList<>();

    Taken read(ResultSet row) throws SQLException {
      UUID id = row.getObject("id", UUID.class);
      if (id != null) {
        read(id, row);
      }
      boolean isSweepDue =
          row.getBoolean("has_unpublished_requests") || row.getBoolean("has_ended_leases");
      return new Taken(
          Sql.requiredInstant(row, "taken_at"),
          row.getLong("seen"),
          new Found(
              isSweepDue,
              isSweepDue || row.getBoolean("has_waiting_requests"),
              row.getBoolean("has_unpublished"),
              row.getBoolean("has_overdue_runs"),
              row.getBoolean("has_due_executions") || row.getBoolean("has_lost_executions")),
          schedules,
          unreadable);
    }

    private void read(UUID id, ResultSet row) throws SQLException {
      try {
        schedules.add(ScheduleRow.read(row));
      } catch (RuntimeException unknown) {
        // Whatever it is that this version does not know: the other schedules are not to blame.
        unreadable.add(id);
      }
    }
  }
}
