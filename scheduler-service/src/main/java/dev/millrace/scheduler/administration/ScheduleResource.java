package dev.millrace.scheduler.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.storage.Views;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A schedule as callers see it. Lengths of time are written as ISO 8601 has them. */
@Introspected
@Schema(
    name = "Schedule",
    description = "A schedule, and where it stands. Lengths of time are as ISO 8601 writes them.")
record ScheduleResource(
    @Schema(description = "UUID version 7, chosen by the service.") UUID id,
    String organizationId,
    String name,
    @Schema(description = "Your own name for the schedule, unique in its organization.")
        @Nullable String dedupeKey,
    @Schema(
            type = "string",
            allowableValues = {"active", "paused", "ended"})
        String status,
    @Schema(
            description = "What it fires: " + Documents.JOB_TYPES,
            type = "string",
            example = "content-request")
        String jobType,
    @Schema(description = "What the job is told.", implementation = Object.class)
        ObjectNode payload,
    @Schema(example = "30 7 * * MON-FRI") @Nullable String cron,
    @Schema(description = "Of a cron expression.", example = "Europe/London")
        @Nullable String timeZone,
    @Schema(example = "PT15M") @Nullable String interval,
    @Schema(description = "The first slot of an interval.") @Nullable Instant startAt,
    @Schema(description = "The only slot.") @Nullable Instant scheduleAt,
    @Schema(
            description = "What becomes of slots that no tick saw in time.",
            type = "string",
            allowableValues = {"skip", "once", "all"})
        String misfire,
    @Schema(description = "How many of them fire, of misfire all.") @Nullable Integer misfireMax,
    @Schema(description = "A slot that is later than this does not fire.")
        @Nullable String maxLateness,
    @Schema(
            description = "What becomes of a slot while an older run has not ended.",
            type = "string",
            allowableValues = {"allow", "skip", "queue"})
        String overlap,
    @Schema(description = "How often a job that runs in this service is tried.") int maxAttempts,
    @Schema(description = "The pause after its first failure; it doubles.", example = "PT10S")
        String backoff,
    @Schema(description = "A fire is later than its slot by less than this.", example = "PT30S")
        String jitter,
    @Schema(
            description = "A run that has not reported its end after this is expired.",
            example = "PT1H")
        String maxRuntime,
    @Schema(description = "The next slot.") @Nullable Instant nextDueAt,
    @Schema(
            description =
                "When a tick takes it next: the next slot with its jitter, or sooner if one waits.")
        @Nullable Instant nextFireAt,
    @Nullable Instant lastFiredAt,
    @Schema(description = "Of what runs of it in this service.") @Nullable LeaseResource lease,
    @Schema(description = "Counts its changes.") int version,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant pausedAt) {

  /** The lease of a run in this service. */
  @Introspected
  @Schema(
      name = "Lease",
      description = "Who works on a run of the schedule, and until when at the latest.")
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
