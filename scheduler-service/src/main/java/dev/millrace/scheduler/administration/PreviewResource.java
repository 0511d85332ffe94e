package dev.millrace.scheduler.administration;

import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
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
@Schema(name = "Preview", description = "The slots that are to come.")
record PreviewResource(List<Slot> items) {
  /**
   * One of them.
   *
   * @param fireAt with its jitter
   * @param local what the clocks of its zone show
   */
  @Introspected
  @Schema(name = "Slot", description = "A time at which the schedule is due.")
  record Slot(
      Instant dueAt,
      @Schema(description = "With its jitter.") Instant fireAt,
      @Schema(description = "What the clocks of its zone show.", example = "2030-01-31T07:30:00Z")
          String local) {}

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
