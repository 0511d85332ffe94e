package dev.millrace.scheduler.testing;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.scheduler.schedule.CronExpression;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.schedule.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Schedules to start from: each {@code with} answers a changed copy. */
public record Schedules(
    Trigger trigger,
    JobType jobType,
    Misfire misfire,
    Overlap overlap,
    Duration jitter,
    Duration maxRuntime) {
  public static final String ORGANIZATION = "test-organization";

  /** A catalog command, by the defaults. */
  public static Schedules of(Trigger trigger) {
    Policies defaults = Policies.DEFAULT;
    return new Schedules(
        trigger,
        JobType.CATALOG_WORKER,
        defaults.misfire(),
        defaults.overlap(),
        defaults.jitter(),
        defaults.maxRuntime());
  }

  /** Due then, and every hour after. */
  public static Schedules hourly(Instant start) {
    return of(new Trigger.Interval(start, Duration.ofHours(1)));
  }

  /** By a cron expression in UTC. */
  public static Schedules cron(String expression) {
    return of(new Trigger.Cron(CronExpression.parse(expression), ZoneId.of("UTC")));
  }

  public Schedules with(JobType type) {
    return new Schedules(trigger, type, misfire, overlap, jitter, maxRuntime);
  }

  public Schedules with(Misfire.Policy policy, int max, @Nullable Duration maxLateness) {
    return new Schedules(
        trigger, jobType, new Misfire(policy, max, maxLateness), overlap, jitter, maxRuntime);
  }

  public Schedules with(Overlap changed) {
    return new Schedules(trigger, jobType, misfire, changed, jitter, maxRuntime);
  }

  public Schedules withJitter(Duration changed) {
    return new Schedules(trigger, jobType, misfire, overlap, changed, maxRuntime);
  }

  public Schedules withMaxRuntime(Duration changed) {
    return new Schedules(trigger, jobType, misfire, overlap, jitter, changed);
  }

  /** The schedule, about which nothing is decided since that slot, itself included. */
  public Schedule dueAt(@Nullable Instant nextDue) {
    Schedule undated =
        new Schedule(
            ContentRequestRepository.newId(),
            ORGANIZATION,
            new Schedule.Definition(
                "test schedule",
                null,
                jobType,
                ContentRequestCodec.emptyObject()
                    .put("student_id", "test-student")
                    .put("topic", "Python Basics")
                    .put("grade_level", "9th Grade"),
                trigger,
                new Policies(misfire, overlap, 3, Duration.ofSeconds(10), jitter, maxRuntime)),
            new Schedule.State(ScheduleStatus.ACTIVE, nextDue, nextDue, null, 1),
            new Schedule.Times(Instant.EPOCH, Instant.EPOCH, null));
    return nextDue == null
        ? undated
        : new Schedule(
            undated.id(),
            ORGANIZATION,
            undated.definition(),
            new Schedule.State(ScheduleStatus.ACTIVE, nextDue, undated.fireTime(nextDue), null, 1),
            undated.times());
  }
}
