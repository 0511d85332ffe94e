package dev.millrace.scheduler.driver;

import dev.millrace.scheduler.schedule.CronExpression;
import dev.millrace.scheduler.schedule.Trigger;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * What makes ticks come.
 *
 * @param driver {@code http} waits for calls, {@code loop} also ticks by itself
 * @param cadence when the loop ticks, as a cron expression
 * @param timezone the zone of the cadence
 */
@ConfigurationProperties("millrace.scheduler")
record DriverConfig(
    @Bindable(defaultValue = "HTTP") Driver driver,
    @Bindable(defaultValue = "* * * * *") String cadence,
    @Bindable(defaultValue = "UTC") String timezone) {
  /** Who calls for the ticks that fire. */
  enum Driver {
    HTTP,
    LOOP
  }

  DriverConfig {
    read(cadence, timezone);
  }

  /** When the loop ticks. */
  Trigger.Cron trigger() {
    return read(cadence, timezone);
  }

  private static Trigger.Cron read(String cadence, String timezone) {
    return new Trigger.Cron(expression(cadence), zone(timezone));
  }

  private static CronExpression expression(String cadence) {
    try {
      return CronExpression.parse(cadence);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "SCHEDULER_CADENCE must be a cron expression: " + malformed.getMessage(), malformed);
    }
  }

  private static ZoneId zone(String timezone) {
    try {
      return ZoneId.of(timezone);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "SCHEDULER_TIMEZONE must be a time zone such as Europe/London.", unknown);
    }
  }
}
