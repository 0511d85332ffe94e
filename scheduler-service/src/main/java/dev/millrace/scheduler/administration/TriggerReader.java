package dev.millrace.scheduler.administration;

import dev.millrace.content.FieldReader;
import dev.millrace.scheduler.schedule.CronExpression;
import dev.millrace.scheduler.schedule.Trigger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads when a schedule is due: exactly one of {@code cron}, {@code interval}, {@code schedule_at}.
 */
record TriggerReader(FieldReader fields, Instant now) {
  private static final Duration LONGEST = Duration.ofDays(366);

  /** Null when it is wrong, which the fields remember. */
  @Nullable Trigger read() {
    int before = fields.violations().size();
    String cron = fields.optionalText("cron", 200);
    String zone = fields.optionalText("time_zone", 64);
    Duration every = fields.optionalDuration("interval", Duration.ofSeconds(1), LONGEST);
    Instant start = micros(fields.optionalInstant("start_at"));
    Instant at = micros(fields.optionalInstant("schedule_at"));
    if (fields.violations().size() > before) {
      return null;
    }
    if (Stream.of(cron != null, every != null, at != null).filter(is -> is).count() != 1) {
      fields.refuse("", "Say when: with exactly one of cron, interval and schedule_at.");
      return null;
    }
    if (zone != null && cron == null) {
      fields.refuse("/time_zone", "This is for cron only; leave it out.");
    }
    if (start != null && every == null) {
      fields.refuse("/start_at", "This is for interval only; leave it out.");
    }
    if (every != null) {
      return new Trigger.Interval(start == null ? seconds(now).plus(every) : start, every);
    }
    return cron == null
        ? new Trigger.Once(Objects.requireNonNull(at))
        : cron(cron, zone == null ? "UTC" : zone);
  }

  private @Nullable Trigger cron(String text, String zoneName) {
    ZoneId zone = zone(zoneName);
    CronExpression expression = expression(text);
    if (zone == null || expression == null) {
      return null;
    }
    Trigger trigger = new Trigger.Cron(expression, zone);
    if (trigger.after(now).isEmpty()) {
      fields.refuse("/cron", "This is never due; look at the day and the month.");
    }
    return trigger;
  }

  private @Nullable CronExpression expression(String text) {
    try {
      return CronExpression.parse(text);
    } catch (IllegalArgumentException malformed) {
      fields.refuse("/cron", "This is no cron expression: " + malformed.getMessage() + ".");
      return null;
    }
  }

  private @Nullable ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException unknown) {
      fields.refuse("/time_zone", "This must be a time zone such as Europe/London or UTC.");
      return null;
    }
  }

  /** As the database keeps it. */
  private static @Nullable Instant micros(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
