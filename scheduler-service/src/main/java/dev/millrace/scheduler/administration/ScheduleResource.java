package dev.millrace.scheduler.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.storage.Views;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A schedule as callers see it. Lengths of time are written as ISO 8601 has them. */
@Introspected
record ScheduleResource(
    UUID id,
    String organizationId,
    String name,
    @Nullable String dedupeKey,
    String status,
    String jobType,
    ObjectNode payload,
    @Nullable String cron,
    @Nullable String timeZone,
    @Nullable String interval,
    @Nullable Instant startAt,
    @Nullable Instant scheduleAt,
    String misfire,
    @Nullable Integer misfireMax,
    @Nullable String maxLateness,
    String overlap,
    int maxAttempts,
    String backoff,
    String jitter,
    String maxRuntime,
    @Nullable Instant nextDueAt,
    @Nullable Instant nextFireAt,
    @Nullable Instant lastFiredAt,
    @Nullable LeaseResource lease,
    int version,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant pausedAt) {

  /** The lease of a run in this service. */
  @Introspected
  record LeaseResource(String executionKey, String owner, Instant until, int attempt) {
    static LeaseResource of(Views.RunLease lease) {
      return new LeaseResource(lease.executionKey(), lease.owner(), lease.until(), lease.attempt());
    }
  }

  static ScheduleResource of(Views.ScheduleView view) {
    Views.RunLease lease = view.lease();
    return of(view.schedule(), lease == null ? null : LeaseResource.of(lease));
  }

  static ScheduleResource of(Schedule schedule, @Nullable LeaseResource lease) {
    Schedule.Definition definition = schedule.definition();
    Policies policies = definition.policies();
    Misfire misfire = policies.misfire();
    Times times = Times.of(definition.trigger());
    return new ScheduleResource(
        schedule.id(),
        schedule.organizationId(),
        definition.name(),
        definition.dedupeKey(),
        schedule.state().status().wireName(),
        definition.jobType().wireName(),
        definition.payload(),
        times.cron,
        times.timeZone,
        times.interval,
        times.startAt,
        times.scheduleAt,
        misfire.policy().wireName(),
        misfire.policy() == Misfire.Policy.ALL ? misfire.max() : null,
        misfire.maxLateness() == null ? null : misfire.maxLateness().toString(),
        policies.overlap().wireName(),
        policies.maxAttempts(),
        policies.backoff().toString(),
        policies.jitter().toString(),
        policies.maxRuntime().toString(),
        schedule.state().nextDueAt(),
        schedule.state().nextFireAt(),
        schedule.state().lastFiredAt(),
        lease,
        schedule.state().version(),
        schedule.times().createdAt(),
        schedule.times().updatedAt(),
        schedule.times().pausedAt());
  }

  /** The fields that a trigger is written in. */
  private record Times(
      @Nullable String cron,
      @Nullable String timeZone,
      @Nullable String interval,
      @Nullable Instant startAt,
      @Nullable Instant scheduleAt) {
    static Times of(Trigger trigger) {
      return switch (trigger) {
        case Trigger.Cron cron ->
            new Times(cron.expression().toString(), cron.zone().getId(), null, null, null);
        case Trigger.Interval interval ->
            new Times(null, null, interval.every().toString(), interval.start(), null);
        case Trigger.Once once -> new Times(null, null, null, null, once.at());
      };
    }
  }
}
