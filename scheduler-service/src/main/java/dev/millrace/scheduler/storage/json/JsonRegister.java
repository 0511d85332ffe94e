package dev.millrace.scheduler.storage.json;

import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.Register;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules as their owners change them. */
record JsonRegister(State state, Instant now) implements Register {
  @Override
  public boolean insert(Schedule schedule) {
    StoredSchedule fresh = StoredSchedule.of(schedule, now);
    if (holder(schedule.organizationId(), fresh.definition().dedupeKey()).isPresent()) {
      return false;
    }
    if (state.schedules.has(schedule.id().toString())) {
      throw Refusal.duplicate("schedule " + schedule.id());
    }
    state.schedules.put(fresh);
    return true;
  }

  @Override
  public void update(Schedule schedule) {
    Optional<StoredSchedule> present =
        state
            .schedules
            .find(schedule.id().toString())
            .filter(each -> each.organizationId().equals(schedule.organizationId()));
    present.ifPresent(each -> put(each.changed(schedule, now)));
  }

  @Override
  public boolean delete(String organizationId, UUID id) {
    Optional<StoredSchedule> present = state.schedule(organizationId, id.toString());
    present.ifPresent(each -> state.schedules.put(each.deleted(now)));
    return present.isPresent();
  }

  @Override
  public Optional<Schedule> find(String organizationId, UUID id) {
    return state.schedule(organizationId, id.toString()).map(StoredSchedule::schedule);
  }

  /** No tick is at work while this unit is. */
  @Override
  public Optional<Schedule> lock(String organizationId, UUID id) {
    return find(organizationId, id);
  }

  @Override
  public Optional<Schedule> findByKey(String organizationId, String key) {
    return holder(organizationId, key).map(StoredSchedule::schedule);
  }

  private void put(StoredSchedule changed) {
    if (holder(changed.organizationId(), changed.definition().dedupeKey())
        .filter(other -> !other.id().equals(changed.id()))
        .isPresent()) {
      throw Refusal.duplicate("a schedule of this dedupe_key");
    }
    state.schedules.put(changed);
  }

  private Optional<StoredSchedule> holder(String organizationId, @Nullable String key) {
    return key == null
        ? Optional.empty()
        : state.dedupeKeys.of(State.dedupeKey(organizationId, key)).oldest(1).stream().findFirst();
  }
}
