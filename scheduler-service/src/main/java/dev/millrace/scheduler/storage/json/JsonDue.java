package dev.millrace.scheduler.storage.json;

import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.DueSchedules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What ticks take. One unit is at work at a time, so nothing is ever held by another one. */
record JsonDue(State state, Instant now, WorkerRows worker) implements DueSchedules {
  private static final Duration LATER = Duration.ofHours(1);

  @Override
  public Taken take(int most) {
    WorkerRows.Found rows = worker.look();
    Found found =
        new Found(
            rows.isSweepDue(),
            rows.isWorkDue(),
            state.unpublished.hasCome(now),
            state.running.size() > 0,
            state.running.hasCome(now),
            state.waiting.hasCome(now) || state.leased.hasCome(now));
    return taken(most, found);
  }

  @Override
  public Taken takeMore(int most) {
    return taken(most, Found.NOTHING);
  }

  private Taken taken(int most, Found found) {
    List<Schedule> schedules = new ArrayList<>();
    List<UUID> unreadable = new ArrayList<>();
    List<StoredSchedule> due = state.due.until(now, most);
    for (StoredSchedule each : due) {
      try {
        schedules.add(each.schedule());
      } catch (RuntimeException unknown) {
        // Whatever it is that this version does not know: the other schedules are not to blame.
        unreadable.add(each.id());
      }
    }
    return new Taken(now, due.size(), found, schedules, unreadable);
  }

  @Override
  public void advance(List<Planned> planned) {
    for (Planned each : planned) {
      state
          .schedules
          .find(each.schedule().id().toString())
          .ifPresent(
              schedule ->
                  state.schedules.put(
                      schedule.advanced(
                          each.plan().nextDueAt(),
                          each.plan().nextFireAt(),
                          each.plan().fires() > 0 ? now : null)));
    }
  }

  @Override
  public void postpone(List<UUID> ids) {
    for (UUID id : ids) {
      state
          .schedules
          .find(id.toString())
          .filter(schedule -> schedule.state().nextFireAt() != null)
          .ifPresent(schedule -> state.schedules.put(schedule.lookedAt(now.plus(LATER))));
    }
  }

  @Override
  public boolean putAside(UUID id) {
    boolean isDue =
        state
            .schedules
            .find(id.toString())
            .map(schedule -> schedule.state().nextFireAt())
            .filter(next -> !next.isAfter(now))
            .isPresent();
    if (isDue) {
      postpone(List.of(id));
    }
    return isDue;
  }
}
