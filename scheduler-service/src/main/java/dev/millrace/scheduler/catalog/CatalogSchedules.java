package dev.millrace.scheduler.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Organizations;
import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.schedule.CronExpression;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Transaction;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the schedules of the catalog's commands ({@code CATALOG_SCHEDULES=true}), for the {@code
 * DEFAULT_ORGANIZATION}: once each, by a dedupe key, so that one that was changed or paused stays
 * as it is. They are made beside the start, which does not wait for them.
 */
@Singleton
@Requires(property = "millrace.scheduler.catalog-schedules", value = "true")
final class CatalogSchedules implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger logger = LoggerFactory.getLogger(CatalogSchedules.class);

  private static final List<Wanted> WANTED =
      List.of(
          new Wanted(JobType.CATALOG_WORKER, "*/15 * * * *", Duration.ofHours(3)),
          new Wanted(JobType.CATALOG_REVIEW, "0 */3 * * *", Duration.ofHours(4)),
          new Wanted(JobType.CATALOG_CLEANUP, "0 8 * * *", Duration.ofHours(1)),
          new Wanted(JobType.CATALOG_WATCHDOG, "0 */6 * * *", Duration.ofMinutes(30)),
          new Wanted(JobType.CATALOG_BACKUP, "0 2 * * *", Duration.ofHours(1)));

  private final ScheduleStorage storage;
  private final Organizations organizations;

  CatalogSchedules(ScheduleStorage storage, Organizations organizations) {
    this.storage = storage;
    this.organizations = organizations;
  }

  /** A command, when it is due by the clocks of UTC, and how long it may take. */
  private record Wanted(JobType type, String cron, Duration limit) {
    Schedule at(Instant now, String organization) {
      Trigger trigger = new Trigger.Cron(CronExpression.parse(cron), ZoneId.of("UTC"));
      Instant first = trigger.after(now).orElseThrow();
      return new Schedule(
          ContentRequestRepository.newId(),
          organization,
          new Schedule.Definition(
              "Catalog: " + type.wireName(),
              type.wireName(),
              type,
              payload(),
              trigger,
              // A second run beside one that goes on would find nothing that the first does not.
              new Policies(
                  new Misfire(Misfire.Policy.ONCE, 1, null),
                  Overlap.SKIP,
                  1,
                  Duration.ofSeconds(10),
                  Duration.ZERO,
                  limit)),
          new Schedule.State(ScheduleStatus.ACTIVE, first, first, null, 1),
          new Schedule.Times(now, now, null));
    }

    private ObjectNode payload() {
      ObjectNode payload = ContentRequestCodec.emptyObject();
      if (type.equals(JobType.CATALOG_WORKER) || type.equals(JobType.CATALOG_REVIEW)) {
        payload.put("apply", true);
      }
      if (type.equals(JobType.CATALOG_REVIEW)) {
        payload.put("max_exercises", 1_000);
      }
      return payload;
    }
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    Thread.ofVirtual().name("catalog-schedules").start(this::make);
  }

  private void make() {
    try {
      long made = storage.write(this::insert);
      if (made > 0) {
        logger
            .atInfo()
            .addKeyValue("event", "catalog.schedules_made")
            .addKeyValue("schedules", made)
            .log("Schedules of the catalog made");
      }
    } catch (DatabaseException failure) {
      logger
          .atWarn()
          .addKeyValue("event", "catalog.schedules_missing")
          .log(
              "The catalog's schedules could not be made; the next start tries again: {}",
              failure.getMessage());
    }
  }

  private long insert(Transaction unit) {
    return WANTED.stream()
        .filter(
            wanted -> unit.register().insert(wanted.at(unit.now(), organizations.ofTheNameless())))
        .count();
  }
}
