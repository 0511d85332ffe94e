package dev.millrace.scheduler.storage.postgres;

import dev.millrace.database.Sql;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.storage.Register;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code schedules} as their owners change them, in one transaction. */
record ScheduleRepository(Connection connection) implements Register {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO schedules
            (id, organization_id, name, dedupe_key, job_type, payload, trigger_kind, cron, time_zone, every_seconds,
             starts_at, misfire, misfire_max, max_lateness_seconds, overlap, max_attempts, backoff_seconds,
             jitter_seconds, max_runtime_seconds, status, next_due_at, next_fire_at)
          SELECT :id, :organization, :name, :dedupeKey, :jobType, :payload::jsonb, :kind, :cron, :zone,
                 nullif(:every, 0), :startsAt, :misfire, :misfireMax, nullif(:lateness, 0), :overlap, :attempts,
                 :backoff, :jitter, :runtime, :status, :nextDue, :nextFire
          ON CONFLICT (organization_id, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING
          """);

  private static final Sql UPDATE =
      Sql.of(
          """
          UPDATE schedules
          SET name = :name, dedupe_key = :dedupeKey, job_type = :jobType, payload = :payload::jsonb,
              trigger_kind = :kind, cron = :cron, time_zone = :zone, every_seconds = nullif(:every, 0),
              starts_at = :startsAt, misfire = :misfire, misfire_max = :misfireMax,
              max_lateness_seconds = nullif(:lateness, 0), overlap = :overlap, max_attempts = :attempts,
              backoff_seconds = :backoff, jitter_seconds = :jitter, max_runtime_seconds = :runtime,
              status = :status, next_due_at = :nextDue, next_fire_at = :nextFire,
              paused_at = CASE WHEN :status = 'paused' THEN coalesce(paused_at, now()) END,
              version = version + 1, updated_at = now()
          WHERE id = :id AND organization_id = :organization
          """);

  private static final Sql DELETE =
      Sql.of(
          """
          UPDATE schedules
          SET status = 'deleted', deleted_at = now(), paused_at = NULL, next_due_at = NULL, next_fire_at = NULL,
              dedupe_key = NULL, version = version + 1, updated_at = now()
          WHERE id = :id AND organization_id = :organization AND status <> 'deleted'
          """);

  private static final Sql FIND = one("s.id = :id", "");
  private static final Sql LOCK = one("s.id = :id", "FOR UPDATE");
  private static final Sql FIND_BY_KEY = one("s.dedupe_key = :key", "");

  @Override
  public boolean insert(Schedule schedule) {
    return bind(INSERT.on(connection), schedule).update() == 1;
  }

  @Override
  public void update(Schedule schedule) {
    bind(UPDATE.on(connection), schedule).update();
  }

  @Override
  public boolean delete(String organizationId, UUID id) {
    return DELETE.on(connection).bind("id", id).bind("organization", organizationId).update() == 1;
  }

  @Override
  public Optional<Schedule> find(String organizationId, UUID id) {
    return FIND.on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .first(ScheduleRow::read);
  }

  @Override
  public Optional<Schedule> lock(String organizationId, UUID id) {
    return LOCK.on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .first(ScheduleRow::read);
  }

  @Override
  public Optional<Schedule> findByKey(String organizationId, String key) {
    return FIND_BY_KEY
        .on(connection)
        .bind("key", key)
        .bind("organization", organizationId)
        .first(ScheduleRow::read);
  }

  private static Sql one(String condition, String lock) {
    return Sql.of(
        """
        SELECT %s
        FROM schedules s
        WHERE s.organization_id = :organization AND s.status <> 'deleted' AND %s
        %s
        """
            .formatted(ScheduleRow.COLUMNS, condition, lock));
  }

  private static Sql.Call bind(Sql.Call call, Schedule schedule) {
    Schedule.Definition definition = schedule.definition();
    Schedule.State state = schedule.state();
    bind(call, definition.policies());
    return bind(call, definition.trigger())
        .bind("id", schedule.id())
        .bind("organization", schedule.organizationId())
        .bind("name", definition.name())
        .bind("dedupeKey", definition.dedupeKey())
        .bind("jobType", definition.jobType().wireName())
        .bind("payload", definition.payload().toString())
        .bind("status", state.status().wireName())
        .bind("nextDue", state.nextDueAt())
        .bind("nextFire", state.nextFireAt());
  }

  private static Sql.Call bind(Sql.Call call, Trigger trigger) {
    return switch (trigger) {
      case Trigger.Cron cron ->
          bind(call, "cron", cron.expression().toString(), cron.zone().getId(), null, 0);
      case Trigger.Interval interval ->
          bind(call, "interval", null, null, interval.start(), interval.every().toSeconds());
      case Trigger.Once once -> bind(call, "once", null, null, once.at(), 0);
    };
  }

  private static Sql.Call bind(
      Sql.Call call,
      String kind,
      @Nullable String cron,
      @Nullable String zone,
      @Nullable Instant startsAt,
      long every) {
    return call.bind("kind", kind)
        .bind("cron", cron)
        .bind("zone", zone)
        .bind("startsAt", startsAt)
        .bind("every", every);
  }

  private static void bind(Sql.Call call, Policies policies) {
    Duration lateness = policies.misfire().maxLateness();
    call.bind("misfire", policies.misfire().policy().wireName())
        .bind("misfireMax", policies.misfire().max())
        .bind("lateness", lateness == null ? 0L : lateness.toSeconds())
        .bind("overlap", policies.overlap().wireName())
        .bind("attempts", policies.maxAttempts())
        .bind("backoff", policies.backoff().toSeconds())
        .bind("jitter", policies.jitter().toSeconds())
        .bind("runtime", policies.maxRuntime().toSeconds());
  }
}
