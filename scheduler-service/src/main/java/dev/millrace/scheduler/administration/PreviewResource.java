package dev.millrace.scheduler.administration;

import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The slots that are to come. */
@Introspected
record PreviewResource(List<Slot> items) {
  /**
   * One of them.
   *
   * @param fireAt with its jitter
   * @param local what the clocks of its zone show
   */
  @Introspected
  record Slot(Instant dueAt, Instant fireAt, String local) {}

  static PreviewResource of(Schedule schedule, Instant now, int count) {
    Trigger trigger = schedule.trigger();
    ZoneId zone = trigger instanceof Trigger.Cron cron ? cron.zone() : ZoneOffset.UTC;
    return new PreviewResource(
        Stream.iterate(
                trigger.after(now), Optional::isPresent, slot -> slot.flatMap(trigger::after))
            .flatMap(Optional::stream)
            .limit(count)
            .map(slot -> new Slot(slot, schedule.fireTime(slot), local(slot, zone)))
            .toList());
  }

  private static String local(Instant slot, ZoneId zone) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(ZonedDateTime.ofInstant(slot, zone));
  }
}
