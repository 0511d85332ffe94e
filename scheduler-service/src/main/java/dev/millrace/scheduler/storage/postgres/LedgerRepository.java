package dev.millrace.scheduler.storage.postgres;

import dev.millrace.database.Sql;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.Ledger;
import dev.millrace.scheduler.storage.NewDecision;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code schedule_decisions} as ticks write them, in one transaction. */
record LedgerRepository(Connection connection, Duration rescueAfter) implements Ledger {
  /**
   * What is there already is told by the slot alone. Another key that a row breaks is a mistake of
   * ours, which must be seen and not cost a slot; none is broken by two at once, since whoever
   * decides holds the lock of the schedule. Asking one index instead of three is also cheaper.
   */
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO schedule_decisions
            (schedule_id, due_at, last_due_at, slots, cause, decision, reason, execution_key, job_type, tick_id,
             fired_at, run_state, run_until, ended_at, error, topic, published_at, next_publish_at)
          SELECT schedule_id, due_at, last_due_at, slots, :cause, decision, reason, execution_key, job_type, :tick,
                 CASE WHEN decision = 'fired' THEN now() END,
                 CASE WHEN decision = 'fired' THEN CASE WHEN error IS NULL THEN 'fired' ELSE 'failed' END END,
                 CASE WHEN decision = 'fired' THEN now() + max_runtime * interval '1 second' END,
                 CASE WHEN error IS NOT NULL THEN now() END,
                 error,
                 topic,
                 CASE WHEN topic IS NOT NULL THEN now() END,
                 CASE WHEN topic IS NOT NULL THEN now() + :rescueAfter * interval '1 second' END
          FROM unnest(:schedules, :due, :lastDue, :slots, :decisions, :reasons, :keys, :types, :runtimes, :errors,
                      :topics)
            AS i (schedule_id, due_at, last_due_at, slots, decision, reason, execution_key, job_type, max_runtime,
                  error, topic)
          ORDER BY schedule_id, due_at
          ON CONFLICT (schedule_id, due_at) DO NOTHING
          RETURNING execution_key
          """);

  private static final Sql YOUNGEST_RUN =
      Sql.of(
          """
          SELECT (extract(epoch FROM now() - fired_at) * 1000)::bigint AS age_millis
          FROM schedule_decisions
          WHERE run_state = 'fired' AND run_until > now() AND job_type = ANY (:types)
          ORDER BY fired_at DESC
          LIMIT 1
          """);

  /** Found by its slot: the form of its key may be that of an older version. */
  private static final Sql FIRE_DEFERRED =
      Sql.of(
          """
          UPDATE schedule_decisions d
          SET decision = 'fired',
              execution_key = i.execution_key,
              tick_id = :tick,
              fired_at = now(),
              run_state = CASE WHEN i.error IS NULL THEN 'fired' ELSE 'failed' END,
              run_until = now() + i.max_runtime * interval '1 second',
              ended_at = CASE WHEN i.error IS NOT NULL THEN now() END,
              error = i.error,
              topic = i.topic,
              published_at = CASE WHEN i.topic IS NOT NULL THEN now() END,
              next_publish_at = CASE WHEN i.topic IS NOT NULL THEN now() + :rescueAfter * interval '1 second' END
          FROM unnest(:schedules, :due, :keys, :runtimes, :errors, :topics)
            AS i (schedule_id, due_at, execution_key, max_runtime, error, topic)
          WHERE d.schedule_id = i.schedule_id AND d.due_at = i.due_at AND d.decision = 'deferred'
          RETURNING d.execution_key
          """);

  /** Whoever completed a content request need not have reported it yet. */
  private static final Sql SETTLE =
      Sql.of(
          """
          UPDATE schedule_decisions d
          SET run_state = CASE r.status WHEN 'completed' THEN 'finished' ELSE 'failed' END,
              ended_at = now(),
              error = r.error_message
          FROM unnest(:ids, :organizations) AS i (schedule_id, organization_id), content_requests r
          WHERE d.schedule_id = i.schedule_id AND d.run_state = 'fired' AND d.job_type = 'content-request'
            AND r.organization_id = i.organization_id AND r.correlation_id = d.execution_key
            AND r.status IN ('completed', 'failed', 'cancelled')
          """);

  private static final Sql RUNS =
      Sql.of(
          """
          SELECT schedule_id, bool_or(due_at IS NULL) AS is_running, max(due_at) AS deferred
          FROM (
            SELECT schedule_id, NULL::timestamptz AS due_at
            FROM schedule_decisions
            WHERE schedule_id = ANY (:ids) AND run_state = 'fired' AND run_until > now()
            UNION ALL
            SELECT schedule_id, due_at
            FROM schedule_decisions
            WHERE schedule_id = ANY (:ids) AND decision = 'deferred'
          ) each
          GROUP BY schedule_id
          """);

  /**
   * A run whose content request has ended without a report, as by a cancellation, has ended so.
   * What runs in this service ends with its execution.
   */
  private static final Sql EXPIRE =
      Sql.of(
          """
          WITH overdue AS (
            SELECT schedule_id, due_at, execution_key
            FROM schedule_decisions
            WHERE run_state = 'fired' AND run_until <= now()
              AND NOT EXISTS (SELECT FROM schedule_executions e
                              WHERE e.execution_key = schedule_decisions.execution_key)
            ORDER BY run_until
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          )
          UPDATE schedule_decisions d
          SET run_state = CASE WHEN r.status = 'completed' THEN 'finished'
                               WHEN r.status IN ('failed', 'cancelled') THEN 'failed'
                               ELSE 'expired' END,
              ended_at = now(),
              error = CASE WHEN r.status IN ('completed', 'failed', 'cancelled') THEN r.error_message
                           ELSE :expired END,
              next_publish_at = NULL
          FROM overdue o
          LEFT JOIN schedules s ON s.id = o.schedule_id
          LEFT JOIN content_requests r
            ON r.organization_id = s.organization_id AND r.correlation_id = o.execution_key
          WHERE d.schedule_id = o.schedule_id AND d.due_at = o.due_at
          """);

  @Override
  public Set<String> insert(@Nullable UUID tick, String cause, List<NewDecision> entries) {
    if (entries.isEmpty()) {
      return Set.of();
    }
    return keys(
        INSERT
            .on(connection)
            .bind("tick", tick)
            .bind("cause", cause)
            .bind("rescueAfter", Sql.seconds(rescueAfter))
            .bindArray("schedules", "uuid", column(entries, each -> each.schedule().id()))
            .bindArray("due", "timestamptz", column(entries, NewDecision::dueAt))
            .bindArray("lastDue", "timestamptz", column(entries, NewDecision::lastDueAt))
            .bindArray("slots", "int8", column(entries, NewDecision::slots))
            .bindArray("decisions", "text", column(entries, NewDecision::decision))
            .bindArray("reasons", "text", entries.stream().map(NewDecision::reason).toList())
            .bindArray("keys", "text", entries.stream().map(NewDecision::key).toList())
            .bindArray(
                "types",
                "text",
                column(entries, each -> each.schedule().definition().jobType().wireName()))
            .bindArray("runtimes", "int8", column(entries, each -> runtime(each.schedule())))
            .bindArray("errors", "text", entries.stream().map(NewDecision::fault).toList())
            .bindArray("topics", "text", entries.stream().map(NewDecision::topic).toList()));
  }

  @Override
  public Set<String> fireDeferred(@Nullable UUID tick, List<NewDecision> entries) {
    if (entries.isEmpty()) {
      return Set.of();
    }
    return keys(
        FIRE_DEFERRED
            .on(connection)
            .bind("tick", tick)
            .bind("rescueAfter", Sql.seconds(rescueAfter))
            .bindArray("schedules", "uuid", column(entries, each -> each.schedule().id()))
            .bindArray("due", "timestamptz", column(entries, NewDecision::dueAt))
            .bindArray("keys", "text", entries.stream().map(NewDecision::key).toList())
            .bindArray("runtimes", "int8", column(entries, each -> runtime(each.schedule())))
            .bindArray("errors", "text", entries.stream().map(NewDecision::fault).toList())
            .bindArray("topics", "text", entries.stream().map(NewDecision::topic).toList()));
  }

  @Override
  public Map<UUID, Runs> runs(Collection<Schedule> schedules) {
    if (schedules.isEmpty()) {
      return Map.of();
    }
    List<UUID> ids = schedules.stream().map(Schedule::id).toList();
    SETTLE
        .on(connection)
        .bindArray("ids", "uuid", ids)
        .bindArray(
            "organizations", "text", schedules.stream().map(Schedule::organizationId).toList())
        .update();
    Map<UUID, Runs> runs = new HashMap<>();
    RUNS.on(connection)
        .bindArray("ids", "uuid", ids)
        .list(
            row ->
                runs.put(
                    row.getObject("schedule_id", UUID.class),
                    new Runs(row.getBoolean("is_running"), Sql.instant(row, "deferred"))));
    return runs;
  }

  @Override
  public int expire(int most) {
    return EXPIRE.on(connection).bind("most", most).bind("expired", EXPIRED).update();
  }

  @Override
  public Optional<Duration> ageOfYoungestRun(Collection<JobType> types) {
    return YOUNGEST_RUN
        .on(connection)
        .bindArray("types", "text", types.stream().map(JobType::wireName).toList())
        .first(row -> row.getLong("age_millis"))
        .map(Duration::ofMillis);
  }

  private static Set<String> keys(Sql.Call call) {
    Set<String> keys = new HashSet<>();
    call.list(row -> row.getString("execution_key")).stream()
        .filter(key -> key != null)
        .forEach(keys::add);
    return keys;
  }

  private static long runtime(Schedule schedule) {
    return schedule.policies().maxRuntime().toSeconds();
  }

  private static <T> List<T> column(List<NewDecision> entries, Function<NewDecision, T> field) {
    return entries.stream().map(field).toList();
  }
}
