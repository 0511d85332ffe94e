package dev.millrace.scheduler.storage.json;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far the shadow path has come with a schedule, by the rules of the schema's table. */
record StoredCursor(
    UUID scheduleId,
    int version,
    @Nullable Instant nextDueAt,
    @Nullable Instant nextFireAt,
    Instant firstDueAt,
    Instant since) {
  StoredCursor {
    Refusal.check(version >= 1, "shadow_cursors_version_check");
    Refusal.check(
        nextDueAt == null || !nextDueAt.isBefore(firstDueAt),
        "a_cursor_follows_from_its_first_slot");
  }

  /** Where the live path stands now. */
  static StoredCursor of(StoredSchedule schedule, Instant now) {
    StoredSchedule.State state = schedule.state();
    return new StoredCursor(
        schedule.id(),
        state.version(),
        state.nextDueAt(),
        state.nextFireAt(),
        state.nextDueAt() == null ? now : state.nextDueAt(),
        now);
  }

  /** After its owner's change; an ended schedule's cursor goes on to the end by itself. */
  StoredCursor following(StoredSchedule schedule, Instant now) {
    StoredSchedule.State state = schedule.state();
    Instant first = state.nextDueAt() == null ? now : state.nextDueAt();
    boolean isActive = state.status().equals("active");
    boolean isEnded = state.status().equals("ended");
    return new StoredCursor(
        scheduleId,
        state.version(),
        isActive ? state.nextDueAt() : nextDueAt,
        isActive ? state.nextFireAt() : isEnded ? nextFireAt : null,
        first.isBefore(firstDueAt) ? first : firstDueAt,
        since);
  }

  /** Further on. */
  StoredCursor at(@Nullable Instant due, @Nullable Instant fire) {
    return new StoredCursor(scheduleId, version, due, fire, firstDueAt, since);
  }

  String key() {
    return scheduleId.toString();
  }
}
