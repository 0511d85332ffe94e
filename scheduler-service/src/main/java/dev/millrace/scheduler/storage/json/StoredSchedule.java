package dev.millrace.scheduler.storage.json;

import static dev.millrace.scheduler.storage.json.Refusal.check;

import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A schedule as the files have it: what the schema's table holds, by the same rules. */
record StoredSchedule(UUID id, String organizationId, StoredDefinition definition, State state) {
  private static final List<String> STATUSES = List.of("active", "paused", "ended", "deleted");

  StoredSchedule {
    Bounds.text(organizationId, 64, "schedules_organization_id_check");
    check(
        !state.status.equals("deleted") || definition.dedupeKey() == null,
        "deleted_has_no_dedupe_key");
  }

  /** Where it stands. */
  record State(
      String status,
      @Nullable Instant nextDueAt,
      @Nullable Instant nextFireAt,
      @Nullable Instant lastFiredAt,
      int version,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant pausedAt,
      @Nullable Instant deletedAt) {
    State {
      check(STATUSES.contains(status), "schedules_status_check");
      check(nextFireAt == null || status.equals("active"), "only_what_is_active_is_looked_for");
      check(!status.equals("active") || nextFireAt != null, "active_has_a_time");
      check(!status.equals("ended") || nextDueAt == null, "ended_has_no_next_slot");
      check(status.equals("paused") == (pausedAt != null), "paused_has_a_time");
      check(status.equals("deleted") == (deletedAt != null), "deleted_has_a_time");
      check(version >= 1, "schedules_version_check");
    }
  }

  /** A new one. */
  static StoredSchedule of(Schedule schedule, Instant now) {
    Schedule.State state = schedule.state();
    return new StoredSchedule(
        schedule.id(),
        schedule.organizationId(),
        StoredDefinition.of(schedule.definition()),
        new State(
            state.status().wireName(),
            state.nextDueAt(),
            state.nextFireAt(),
            null,
            1,
            now,
            now,
            null,
            null));
  }

  /**
   * The schedule.
   *
   * @throws RuntimeException when it was written by a version that knows more than this one
   */
  Schedule schedule() {
    return new Schedule(
        id,
        organizationId,
        definition.definition(),
        new Schedule.State(
            ScheduleStatus.of(state.status).orElseThrow(),
            state.nextDueAt,
            state.nextFireAt,
            state.lastFiredAt,
            state.version),
        new Schedule.Times(state.createdAt, state.updatedAt, state.pausedAt));
  }

  /** As its owner has changed it. */
  StoredSchedule changed(Schedule schedule, Instant now) {
    Schedule.State wanted = schedule.state();
    boolean pauses = wanted.status() == ScheduleStatus.PAUSED;
    Instant since = state.pausedAt == null ? now : state.pausedAt;
    return new StoredSchedule(
        id,
        organizationId,
        StoredDefinition.of(schedule.definition()),
        new State(
            wanted.status().wireName(),
            wanted.nextDueAt(),
            wanted.nextFireAt(),
            state.lastFiredAt,
            state.version + 1,
            state.createdAt,
            now,
            pauses ? since : null,
            state.deletedAt));
  }

  /** As a tick moves it on. */
  StoredSchedule advanced(
      @Nullable Instant nextDue, @Nullable Instant nextFire, @Nullable Instant firedAt) {
    return with(
        new State(
            nextFire == null ? "ended" : state.status,
            nextDue,
            nextFire,
            firedAt == null ? state.lastFiredAt : firedAt,
            state.version,
            state.createdAt,
            state.updatedAt,
            state.pausedAt,
            state.deletedAt));
  }

  /** As nobody sees it any more. */
  StoredSchedule deleted(Instant now) {
    return new StoredSchedule(
        id,
        organizationId,
        definition.withoutDedupeKey(),
        new State(
            "deleted",
            null,
            null,
            state.lastFiredAt,
            state.version + 1,
            state.createdAt,
            now,
            null,
            now));
  }

  /** To be looked at then. */
  StoredSchedule lookedAt(Instant time) {
    return advanced(state.nextDueAt, time, null);
  }

  /** Whether an organization sees it. */
  boolean belongsTo(String organization) {
    return organizationId.equals(organization) && !state.status.equals("deleted");
  }

  private StoredSchedule with(State changed) {
    return new StoredSchedule(id, organizationId, definition, changed);
  }
}
