package dev.millrace.scheduler.storage.json;

import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.ExecutionKey;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.Comparison;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.Shadow;
import dev.millrace.scheduler.storage.ShadowDecisions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The shadow path's cursors and its ledger. */
record JsonShadow(State state, Instant now, WorkerRows requests) implements Shadow {
  private static final Duration LATER = Duration.ofHours(1);

  @Override
  public int follow(UUID tick, int most) {
    List<StoredCursor> left =
        state.cursors.rows().stream()
            .filter(
                cursor ->
                    state
                        .schedules
                        .find(cursor.key())
                        .filter(schedule -> !schedule.state().status().equals("deleted"))
                        .isEmpty())
            .toList();
    left.forEach(cursor -> state.cursors.remove(cursor.key()));
    List<StoredSchedule> moved =
        state.schedules.rows().stream().filter(this::isAhead).limit(most).toList();
    moved.forEach(schedule -> follow(tick, schedule));
    return moved.size();
  }

  private boolean isAhead(StoredSchedule schedule) {
    String status = schedule.state().status();
    return state
        .cursors
        .find(schedule.id().toString())
        .map(cursor -> cursor.version() < schedule.state().version() && !status.equals("deleted"))
        .orElse(status.equals("active"));
  }

  private void follow(UUID tick, StoredSchedule schedule) {
    Optional<StoredCursor> cursor = state.cursors.find(schedule.id().toString());
    cursor.ifPresent(old -> recordGap(tick, old, schedule));
    state.cursors.put(
        cursor
            .map(old -> old.following(schedule, now))
            .orElseGet(() -> StoredCursor.of(schedule, now)));
  }

  private void recordGap(UUID tick, StoredCursor old, StoredSchedule schedule) {
    Instant from = old.nextDueAt();
    Instant next = schedule.state().nextDueAt();
    Instant end = next == null ? now : next;
    if (from == null || !schedule.state().status().equals("active") || !from.isBefore(end)) {
      return;
    }
    Instant last = end.minus(Duration.ofNanos(1_000));
    String reason = old.nextFireAt() == null ? "paused" : "changed";
    put(
        StoredShadow.gap(
            old.scheduleId(), from, last.isBefore(from) ? from : last, reason, tick, now));
  }

  @Override
  public DueSchedules.Taken take(int most) {
    List<Schedule> schedules = new ArrayList<>();
    List<UUID> unreadable = new ArrayList<>();
    List<StoredCursor> due = state.dueCursors.until(now, Integer.MAX_VALUE);
    for (StoredCursor cursor : due) {
      if (schedules.size() + unreadable.size() < most) {
        state
            .schedules
            .find(cursor.key())
            .filter(schedule -> schedule.state().version() == cursor.version())
            .ifPresent(schedule -> read(schedule, cursor, schedules, unreadable));
      }
    }
    return new DueSchedules.Taken(
        now, Math.min(most, due.size()), DueSchedules.Found.NOTHING, schedules, unreadable);
  }

  private static void read(
      StoredSchedule schedule,
      StoredCursor cursor,
      List<Schedule> schedules,
      List<UUID> unreadable) {
    try {
      schedules.add(
          ShadowDecisions.at(schedule.schedule(), cursor.nextDueAt(), cursor.nextFireAt()));
    } catch (RuntimeException unknown) {
      // Whatever it is that this version does not know: the other schedules are not to blame.
      unreadable.add(schedule.id());
    }
  }

  @Override
  public Map<UUID, Runs> runs(Collection<Schedule> schedules) {
    Set<String> ended = ended(schedules);
    Map<UUID, Runs> runs = new HashMap<>();
    for (Schedule schedule : schedules) {
      Instant waiting = waiting(schedule.id());
      Instant before = waiting == null ? schedule.state().nextDueAt() : waiting;
      boolean isRunning =
          open(schedule)
              .filter(each -> before == null || each.dueAt().isBefore(before))
              .filter(each -> !ended.contains(each.key()))
              .map(StoredDecision::runUntil)
              .anyMatch(until -> until != null && until.isAfter(now));
      runs.put(schedule.id(), new Runs(isRunning, waiting));
    }
    return runs;
  }

  /**
   * A content request may have ended without a report; that is seen here, and settled elsewhere.
   */
  private Set<String> ended(Collection<Schedule> schedules) {
    List<WorkerRows.Fired> asked = new ArrayList<>();
    for (Schedule schedule : schedules) {
      open(schedule)
          .filter(each -> each.jobType().equals(JobType.CONTENT_REQUEST.wireName()))
          .map(each -> new WorkerRows.Fired(schedule.organizationId(), each.key()))
          .forEach(asked::add);
    }
    return new HashSet<>(requests.ends(asked).keySet());
  }

  private Stream<StoredDecision> open(Schedule schedule) {
    return state.openOf.of(schedule.id().toString()).newest().stream()
        .filter(each -> each.runUntil() != null);
  }

  private @Nullable Instant waiting(UUID schedule) {
    return state.waitingShadowsOf.of(schedule.toString()).newest().stream()
        .map(StoredShadow::dueAt)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void record(UUID tick, List<Planned> planned) {
    ShadowDecisions decisions = ShadowDecisions.of(planned);
    for (String key : decisions.noLongerDeferred()) {
      state
          .shadows
          .find(key)
          .filter(StoredShadow::waits)
          .ifPresent(waiting -> state.shadows.put(waiting.fired(tick)));
    }
    decisions.fresh().forEach(each -> put(StoredShadow.of(each, tick, now)));
    for (Planned each : planned) {
      state
          .cursors
          .find(each.schedule().id().toString())
          .ifPresent(
              cursor ->
                  state.cursors.put(cursor.at(each.plan().nextDueAt(), each.plan().nextFireAt())));
    }
  }

  /** One decision for a slot, and one slot of a schedule that waits. */
  private void put(StoredShadow fresh) {
    String key = new ExecutionKey(fresh.scheduleId(), fresh.dueAt()).toString();
    boolean isDecided =
        state.shadows.has(key) || (fresh.waits() && waiting(fresh.scheduleId()) != null);
    if (!isDecided) {
      state.shadows.put(fresh);
    }
  }

  @Override
  public void postpone(List<UUID> ids) {
    for (UUID id : ids) {
      state
          .cursors
          .find(id.toString())
          .filter(cursor -> cursor.nextFireAt() != null)
          .ifPresent(cursor -> state.cursors.put(cursor.at(cursor.nextDueAt(), now.plus(LATER))));
    }
  }

  @Override
  public void stop() {
    List.copyOf(state.cursors.rows()).forEach(cursor -> state.cursors.remove(cursor.key()));
  }

  @Override
  public Comparison compare(Comparison.Scope scope) {
    return new JsonComparison(state, now, scope, requests).compare();
  }
}
