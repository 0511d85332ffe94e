package dev.millrace.scheduler.storage.postgres;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.scheduler.schedule.CronExpression;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.schedule.Trigger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a row of {@code schedules} becomes a {@link Schedule}. */
final class ScheduleRow {
  /** What {@link #read} reads, of a table that is called {@code s}. */
  static final String COLUMNS =
      """
      s.id, s.organization_id, s.name, s.dedupe_key, s.job_type, s.payload, s.trigger_kind, s.cron, s.time_zone,
      s.every_seconds, s.starts_at, s.misfire, s.misfire_max, s.max_lateness_seconds, s.overlap, s.max_attempts,
      s.backoff_seconds, s.jitter_seconds, s.max_runtime_seconds, s.status, s.next_due_at, s.next_fire_at,
      s.last_fired_at, s.version, s.created_at, s.updated_at, s.paused_at
      """;

  private ScheduleRow() {}

  /**
   * Reads a row.
   *
   * @throws RuntimeException when the row was written by a version that knows more than this one
   */
  static Schedule read(ResultSet row) throws SQLException {
    return new Schedule(
        row.getObject("id", UUID.class),
        row.getString("organization_id"),
        definition(row),
        new Schedule.State(
            ScheduleStatus.of(row.getString("status")).orElseThrow(),
            Sql.instant(row, "next_due_at"),
            Sql.instant(row, "next_fire_at"),
            Sql.instant(row, "last_fired_at"),
            row.getInt("version")),
        new Schedule.Times(
            Sql.requiredInstant(row, "created_at"),
            Sql.requiredInstant(row, "updated_at"),
            Sql.instant(row, "paused_at")));
  }

  private static Schedule.Definition definition(ResultSet row) throws SQLException {
    return new Schedule.Definition(
        row.getString("name"),
        row.getString("dedupe_key"),
        JobType.of(row.getString("job_type")).orElseThrow(),
        ContentRequestCodec.parseObject(row.getString("payload")),
        trigger(row),
        policies(row));
  }

  private static Trigger trigger(ResultSet row) throws SQLException {
    String kind = row.getString("trigger_kind");
    return switch (kind) {
      case "cron" ->
          new Trigger.Cron(
              CronExpression.parse(row.getString("cron")), ZoneId.of(row.getString("time_zone")));
      case "interval" ->
          new Trigger.Interval(
              Sql.requiredInstant(row, "starts_at"),
              Duration.ofSeconds(row.getLong("every_seconds")));
      case "once" -> new Trigger.Once(Sql.requiredInstant(row, "starts_at"));
      default -> throw new IllegalArgumentException("There is no trigger " + kind);
    };
  }

  private static Policies policies(ResultSet row) throws SQLException {
    return new Policies(
        new Misfire(
            Misfire.Policy.of(row.getString("misfire")).orElseThrow(),
            row.getInt("misfire_max"),
            lateness(row)),
        Overlap.of(row.getString("overlap")).orElseThrow(),
        row.getInt("max_attempts"),
        Duration.ofSeconds(row.getLong("backoff_seconds")),
        Duration.ofSeconds(row.getLong("jitter_seconds")),
        Duration.ofSeconds(row.getLong("max_runtime_seconds")));
  }

  private static @Nullable Duration lateness(ResultSet row) throws SQLException {
    Long seconds = row.getObject("max_lateness_seconds", Long.class);
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }
}
