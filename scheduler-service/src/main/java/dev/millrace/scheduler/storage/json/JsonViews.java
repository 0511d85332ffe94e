package dev.millrace.scheduler.storage.json;

import dev.millrace.paging.Cursor;
import dev.millrace.scheduler.schedule.ExecutionKey;
import dev.millrace.scheduler.storage.ScheduleFilter;
import dev.millrace.scheduler.storage.Views;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What owners see. */
record JsonViews(State state, Instant now) implements Views {
  @Override
  public Optional<ScheduleView> find(String organizationId, UUID id) {
    return state.schedule(organizationId, id.toString()).map(this::view);
  }

  @Override
  public List<ScheduleView> list(ScheduleFilter.Part part) {
    Index<StoredSchedule> own = state.schedulesOf.of(part.filter().organizationId());
    Cursor cursor = part.cursor();
    List<StoredSchedule> rest =
        cursor == null ? own.newest() : own.newest(cursor.createdAt(), cursor.id().toString());
    return rest.stream()
        .filter(schedule -> isListed(schedule, part.filter()))
        .limit(part.limit() + 1L)
        .map(this::view)
        .toList();
  }

  @Override
  public List<RecordedDecision> decisions(
      String organizationId,
      UUID id,
      @Nullable Instant before,
      @Nullable String decision,
      int limit) {
    return state.schedules.find(id.toString()).stream()
        .filter(schedule -> schedule.organizationId().equals(organizationId))
        .flatMap(schedule -> newest(id, before).stream())
        .filter(each -> decision == null || each.decision().equals(decision))
        .limit(limit)
        .map(StoredDecision::recorded)
        .toList();
  }

  @Override
  public Optional<RecordedDecision> decision(UUID id, Instant due) {
    return state.decisions.find(new ExecutionKey(id, due).toString()).map(StoredDecision::recorded);
  }

  private List<StoredDecision> newest(UUID id, @Nullable Instant before) {
    Index<StoredDecision> decisions = state.decisionsOf.of(id.toString());
    return before == null ? decisions.newest() : decisions.newest(before, "");
  }

  private boolean isListed(StoredSchedule schedule, ScheduleFilter filter) {
    Instant fire = schedule.state().nextFireAt();
    boolean isOverdue = fire != null && !fire.isAfter(now);
    return (filter.status() == null || filter.status().wireName().equals(schedule.state().status()))
        && (filter.jobType() == null
            || filter.jobType().wireName().equals(schedule.definition().jobType()))
        && (filter.isOverdue() == null || Objects.equals(filter.isOverdue(), isOverdue));
  }

  private ScheduleView view(StoredSchedule schedule) {
    RunLease lease =
        state.runningOf.of(schedule.id().toString()).newest().stream()
            .findFirst()
            .flatMap(JsonViews::lease)
            .orElse(null);
    return new ScheduleView(schedule.schedule(), lease);
  }

  private static Optional<RunLease> lease(StoredExecution execution) {
    return Optional.ofNullable(execution.lease())
        .map(
            lease ->
                new RunLease(
                    execution.executionKey(), lease.owner(), lease.until(), execution.attempts()));
  }
}
