package dev.millrace.scheduler.storage.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.scheduler.schedule.CronExpression;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an owner says of a schedule, as the files have it. */
record StoredDefinition(
    String name,
    @Nullable String dedupeKey,
    String jobType,
    ObjectNode payload,
    When trigger,
    How policies) {
  StoredDefinition {
    Bounds.text(name, 128, "schedules_name_check");
    Bounds.text(dedupeKey, 255, "schedules_dedupe_key_check");
  }

  /** A trigger of one kind. */
  record When(
      String kind,
      @Nullable String cron,
      @Nullable String timeZone,
      @Nullable Long everySeconds,
      @Nullable Instant startsAt) {
    When {
      Bounds.text(cron, 200, "schedules_cron_check");
      Bounds.number(everySeconds, 1, Long.MAX_VALUE, "schedules_every_seconds_check");
    }

    static When of(Trigger trigger) {
      return switch (trigger) {
        case Trigger.Cron cron ->
            new When("cron", cron.expression().toString(), cron.zone().getId(), null, null);
        case Trigger.Interval interval ->
            new When("interval", null, null, interval.every().toSeconds(), interval.start());
        case Trigger.Once once -> new When("once", null, null, null, once.at());
      };
    }

    Trigger trigger() {
      return switch (kind) {
        case "cron" ->
            new Trigger.Cron(
                CronExpression.parse(Objects.requireNonNull(cron)),
                ZoneId.of(Objects.requireNonNull(timeZone)));
        case "interval" ->
            new Trigger.Interval(
                Objects.requireNonNull(startsAt),
                Duration.ofSeconds(Objects.requireNonNull(everySeconds)));
        case "once" -> new Trigger.Once(Objects.requireNonNull(startsAt));
        default -> throw new IllegalArgumentException("There is no trigger " + kind);
      };
    }
  }

  /** Policies. */
  record How(
      String misfire,
      int misfireMax,
      @Nullable Long maxLatenessSeconds,
      String overlap,
      int maxAttempts,
      long backoffSeconds,
      long jitterSeconds,
      long maxRuntimeSeconds) {
    How {
      Bounds.number(maxLatenessSeconds, 1, Long.MAX_VALUE, "schedules_max_lateness_seconds_check");
      Bounds.number((long) maxAttempts, 1, 20, "schedules_max_attempts_check");
      Bounds.number(backoffSeconds, 1, Long.MAX_VALUE, "schedules_backoff_seconds_check");
      Bounds.number(jitterSeconds, 0, Long.MAX_VALUE, "schedules_jitter_seconds_check");
      Bounds.number(maxRuntimeSeconds, 1, Long.MAX_VALUE, "schedules_max_runtime_seconds_check");
    }

    static How of(Policies policies) {
      Duration lateness = policies.misfire().maxLateness();
      return new How(
          policies.misfire().policy().wireName(),
          policies.misfire().max(),
          lateness == null ? null : (Long) lateness.toSeconds(),
          policies.overlap().wireName(),
          policies.maxAttempts(),
          policies.backoff().toSeconds(),
          policies.jitter().toSeconds(),
          policies.maxRuntime().toSeconds());
    }

    Policies policies() {
      return new Policies(
          new Misfire(
              Misfire.Policy.of(misfire).orElseThrow(),
              misfireMax,
              maxLatenessSeconds == null ? null : Duration.ofSeconds(maxLatenessSeconds)),
          Overlap.of(overlap).orElseThrow(),
          maxAttempts,
          Duration.ofSeconds(backoffSeconds),
          Duration.ofSeconds(jitterSeconds),
          Duration.ofSeconds(maxRuntimeSeconds));
    }
  }

  static StoredDefinition of(Schedule.Definition definition) {
    return new StoredDefinition(
        definition.name(),
        definition.dedupeKey(),
        definition.jobType().wireName(),
        definition.payload().deepCopy(),
        When.of(definition.trigger()),
        How.of(definition.policies()));
  }

  Schedule.Definition definition() {
    return new Schedule.Definition(
        name,
        dedupeKey,
        JobType.of(jobType).orElseThrow(),
        payload.deepCopy(),
        trigger.trigger(),
        policies.policies());
  }

  StoredDefinition withoutDedupeKey() {
    return new StoredDefinition(name, null, jobType, payload, trigger, policies);
  }
}
