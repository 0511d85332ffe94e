package dev.millrace.scheduler.storage.postgres;

import dev.millrace.database.Sql;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.Comparison;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.NewDecision;
import dev.millrace.scheduler.storage.Shadow;
import dev.millrace.scheduler.storage.ShadowDecisions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code shadow_cursors} and {@code shadow_decisions}, in one transaction. */
record ShadowRepository(Connection connection) implements Shadow {
  private static final Sql LEAVE =
      Sql.of(
          """
          DELETE FROM shadow_cursors c
          WHERE NOT EXISTS (SELECT FROM schedules s WHERE s.id = c.schedule_id AND s.status <> 'deleted')
          """);

  /** An ended schedule's cursor goes on to the end by itself. */
  private static final Sql FOLLOW =
      Sql.of(
          """
          WITH moved AS (
            SELECT s.id, s.status, s.version, s.next_due_at, s.next_fire_at, c.schedule_id IS NOT NULL AS is_known,
                   c.next_due_at AS old_due_at, c.next_fire_at AS old_fire_at
            FROM schedules s LEFT JOIN shadow_cursors c ON c.schedule_id = s.id
            WHERE c.schedule_id IS NULL AND s.status = 'active' OR c.version < s.version AND s.status <> 'deleted'
            ORDER BY s.id
            LIMIT :most
          ), gap AS (
            INSERT INTO shadow_decisions (schedule_id, due_at, last_due_at, decision, reason, tick_id)
            SELECT id, old_due_at, greatest(old_due_at, coalesce(next_due_at, now()) - interval '1 microsecond'),
                   'skipped', CASE WHEN old_fire_at IS NULL THEN 'paused' ELSE 'changed' END, :tick
            FROM moved
            WHERE is_known AND status = 'active' AND old_due_at < coalesce(next_due_at, now())
            ON CONFLICT DO NOTHING
          )
          INSERT INTO shadow_cursors AS c (schedule_id, version, next_due_at, next_fire_at, first_due_at)
          SELECT id, version,
                 CASE status WHEN 'active' THEN next_due_at ELSE old_due_at END,
                 CASE status WHEN 'active' THEN next_fire_at WHEN 'ended' THEN old_fire_at END,
                 coalesce(next_due_at, now())
          FROM moved
          ON CONFLICT (schedule_id) DO UPDATE
          SET version = excluded.version, next_due_at = excluded.next_due_at, next_fire_at = excluded.next_fire_at,
              first_due_at = least(c.first_due_at, excluded.first_due_at)
          WHERE c.version < excluded.version
          """);

  /** What an owner has changed meanwhile is left to the next {@link #follow}. */
  private static final Sql TAKE =
      Sql.of(
          """
          WITH due AS (
            SELECT c.schedule_id, c.next_due_at AS cursor_due_at, c.next_fire_at AS cursor_fire_at
            FROM shadow_cursors c JOIN schedules s ON s.id = c.schedule_id AND s.version = c.version
            WHERE c.next_fire_at <= now()
            ORDER BY c.next_fire_at, c.schedule_id
            LIMIT :most
            FOR UPDATE OF c SKIP LOCKED
          )
          SELECT now() AS taken_at,
                 (SELECT count(*) FROM (SELECT FROM shadow_cursors WHERE next_fire_at <= now()
                                        ORDER BY next_fire_at, schedule_id LIMIT :most) each) AS seen,
                 due.cursor_due_at, due.cursor_fire_at, %s
          FROM (VALUES (1)) one LEFT JOIN (due JOIN schedules s ON s.id = due.schedule_id) ON true
          ORDER BY due.cursor_fire_at, s.id
          """
              .formatted(ScheduleRow.COLUMNS));

  /**
   * A content request may have ended without a report; that is seen here, and settled elsewhere.
   */
  private static final Sql RUNS =
      Sql.of(
          """
          SELECT i.id, w.due_at AS deferred,
                 EXISTS (
                   SELECT FROM schedule_decisions d
                   WHERE d.schedule_id = i.id AND d.run_state = 'fired' AND d.run_until > now()
                     AND d.due_at < coalesce(w.due_at, i.next_due_at, 'infinity')
                     AND NOT EXISTS (SELECT FROM content_requests r
                                     WHERE r.organization_id = i.organization_id
                                       AND r.correlation_id = d.execution_key
                                       AND r.status IN ('completed', 'failed', 'cancelled'))) AS is_running
          FROM unnest(:ids, :organizations, :due) AS i (id, organization_id, next_due_at)
          LEFT JOIN shadow_decisions w ON w.schedule_id = i.id AND w.decision = 'deferred'
          """);

  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO shadow_decisions
            (schedule_id, due_at, last_due_at, slots, decision, reason, execution_key, tick_id)
          SELECT schedule_id, due_at, last_due_at, slots, decision, reason, execution_key, :tick
          FROM unnest(:schedules, :due, :lastDue, :slots, :decisions, :reasons, :keys)
            AS i (schedule_id, due_at, last_due_at, slots, decision, reason, execution_key)
          ORDER BY schedule_id, due_at
          ON CONFLICT (schedule_id, due_at) DO NOTHING
          """);

  private static final Sql FIRE_DEFERRED =
      Sql.of(
          """
          UPDATE shadow_decisions
          SET decision = 'fired', tick_id = :tick
          WHERE execution_key = ANY (:keys) AND decision = 'deferred'
          """);

  private static final Sql ADVANCE =
      Sql.of(
          """
          UPDATE shadow_cursors c
          SET next_due_at = i.next_due_at, next_fire_at = i.next_fire_at
          FROM unnest(:ids, :nextDue, :nextFire) AS i (id, next_due_at, next_fire_at)
          WHERE c.schedule_id = i.id
          """);

  private static final Sql POSTPONE =
      Sql.of(
          """
          UPDATE shadow_cursors SET next_fire_at = now() + interval '1 hour'
          WHERE schedule_id = ANY (:ids) AND next_fire_at IS NOT NULL
          """);

  private static final Sql STOP = Sql.of("DELETE FROM shadow_cursors");

  @Override
  public int follow(UUID tick, int most) {
    LEAVE.on(connection).update();
    return FOLLOW.on(connection).bind("tick", tick).bind("most", most).update();
  }

  @Override
  public DueSchedules.Taken take(int most) {
    Reader reader = new Reader();
    return TAKE.on(connection).bind("most", most).list(reader::read).getFirst();
  }

  @Override
  public Map<UUID, Runs> runs(Collection<Schedule> schedules) {
    Map<UUID, Runs> runs = new HashMap<>();
    RUNS.on(connection)
        .bindArray("ids", "uuid", schedules.stream().map(Schedule::id).toList())
        .bindArray(
            "organizations", "text", schedules.stream().map(Schedule::organizationId).toList())
        .bindArray(
            "due", "timestamptz", schedules.stream().map(each -> each.state().nextDueAt()).toList())
        .list(
            row ->
                runs.put(
                    row.getObject("id", UUID.class),
                    new Runs(row.getBoolean("is_running"), Sql.instant(row, "deferred"))));
    return runs;
  }

  @Override
  public void record(UUID tick, List<Planned> planned) {
    if (planned.isEmpty()) {
      return;
    }
    ShadowDecisions decisions = ShadowDecisions.of(planned);
    FIRE_DEFERRED
        .on(connection)
        .bind("tick", tick)
        .bindArray("keys", "text", decisions.noLongerDeferred())
        .update();
    insert(tick, decisions.fresh());
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
        .update();
  }

  private void insert(UUID tick, List<NewDecision> fresh) {
    INSERT
        .on(connection)
        .bind("tick", tick)
        .bindArray("schedules", "uuid", fresh.stream().map(each -> each.schedule().id()).toList())
        .bindArray("due", "timestamptz", fresh.stream().map(NewDecision::dueAt).toList())
        .bindArray("lastDue", "timestamptz", fresh.stream().map(NewDecision::lastDueAt).toList())
        .bindArray("slots", "int8", fresh.stream().map(NewDecision::slots).toList())
        .bindArray("decisions", "text", fresh.stream().map(NewDecision::decision).toList())
        .bindArray("reasons", "text", fresh.stream().map(NewDecision::reason).toList())
        .bindArray("keys", "text", fresh.stream().map(NewDecision::key).toList())
        .update();
  }

  @Override
  public void postpone(List<UUID> ids) {
    if (!ids.isEmpty()) {
      POSTPONE.on(connection).bindArray("ids", "uuid", ids).update();
    }
  }

  @Override
  public void stop() {
    STOP.on(connection).update();
  }

  @Override
  public Comparison compare(Comparison.Scope scope) {
    return new ComparisonRepository(connection, scope).compare();
  }

  /** Gathers all rows into what the first of them answers. */
  private static final class Reader {
    private final List<Schedule> schedules = new ArrayList<>();
    private final List<UUID> unreadable = new ArrayList<>();

    DueSchedules.Taken read(ResultSet row) throws SQLException {
      UUID id = row.getObject("id", UUID.class);
      if (id != null) {
        read(id, row);
      }
      return new DueSchedules.Taken(
          Sql.requiredInstant(row, "taken_at"),
          row.getLong("seen"),
          DueSchedules.Found.NOTHING,
          schedules,
          unreadable);
    }

    private void read(UUID id, ResultSet row) throws SQLException {
      Instant due = Sql.instant(row, "cursor_due_at");
      Instant fire = Sql.instant(row, "cursor_fire_at");
      try {
        schedules.add(ShadowDecisions.at(ScheduleRow.read(row), due, fire));
      } catch (RuntimeException unknown) {
        // Whatever it is that this version does not know: the other schedules are not to blame.
        unreadable.add(id);
      }
    }
  }
}
