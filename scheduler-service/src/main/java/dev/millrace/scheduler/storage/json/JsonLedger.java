package dev.millrace.scheduler.storage.json;

import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.JobType.Way;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.Ledger;
import dev.millrace.scheduler.storage.NewDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ledger, as ticks write it. */
record JsonLedger(State state, Instant now, Duration rescueAfter, WorkerRows rows)
    implements Ledger {
  @Override
  public Set<String> insert(@Nullable UUID tick, String cause, List<NewDecision> decisions) {
    Set<String> keys = new HashSet<>();
    for (NewDecision each : decisions) {
      StoredDecision fresh = StoredDecision.of(each, cause, tick, now, rescueAfter);
      if (!state.decisions.has(fresh.key())) {
        requirePlace(fresh);
        state.decisions.put(fresh);
        if (each.key() != null) {
          keys.add(each.key());
        }
      }
    }
    return keys;
  }

  @Override
  public Set<String> fireDeferred(@Nullable UUID tick, List<NewDecision> decisions) {
    Set<String> keys = new HashSet<>();
    for (NewDecision each : decisions) {
      if (each.key() != null) {
        state
            .decisions
            .find(each.key())
            .filter(decision -> decision.decision().equals(StoredDecision.DEFERRED))
            .ifPresent(
                decision -> {
                  state.decisions.put(decision.fired(each, tick, now, rescueAfter));
                  keys.add(each.key());
                });
      }
    }
    return keys;
  }

  @Override
  public Map<UUID, Runs> runs(Collection<Schedule> schedules) {
    List<StoredDecision> open = schedules.stream().flatMap(each -> open(each).stream()).toList();
    settle(open.stream().filter(JsonLedger::isDoneByAWorker).toList());
    Map<UUID, Runs> runs = new HashMap<>();
    for (Schedule schedule : schedules) {
      List<StoredDecision> left = open(schedule);
      if (!left.isEmpty()) {
        runs.put(schedule.id(), runs(left));
      }
    }
    return runs;
  }

  @Override
  public int expire(int most) {
    List<StoredDecision> overdue =
        state.running.until(now, Integer.MAX_VALUE).stream()
            .filter(each -> !state.executions.has(each.key()))
            .limit(most)
            .toList();
    Map<String, WorkerRows.End> ends =
        ends(overdue.stream().filter(JsonLedger::isDoneByAWorker).toList());
    for (StoredDecision each : overdue) {
      WorkerRows.End end = ends.get(each.key());
      state.decisions.put(
          end == null
              ? each.ended("expired", now, EXPIRED)
              : each.ended(end.runState(), now, end.error()));
    }
    return overdue.size();
  }

  @Override
  public Optional<Duration> ageOfYoungestRun(Collection<JobType> types) {
    Set<String> names = types.stream().map(JobType::wireName).collect(Collectors.toSet());
    settle(running(names).filter(JsonLedger::isDoneByAWorker).toList());
    return running(names)
        .map(StoredDecision::firedAt)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .map(fired -> Duration.between(fired, now));
  }

  private Stream<StoredDecision> running(Set<String> types) {
    return state.running.oldest(Integer.MAX_VALUE).stream()
        .filter(each -> types.contains(each.jobType()))
        .filter(each -> each.runUntil() != null && each.runUntil().isAfter(now));
  }

  /** At most one slot of a schedule waits. */
  private void requirePlace(StoredDecision fresh) {
    if (fresh.decision().equals(StoredDecision.DEFERRED)
        && state.openOf.of(fresh.scheduleId().toString()).newest().stream()
            .anyMatch(other -> other.decision().equals(StoredDecision.DEFERRED))) {
      throw Refusal.duplicate("a slot of the schedule that waits");
    }
  }

  private List<StoredDecision> open(Schedule schedule) {
    return state.openOf.of(schedule.id().toString()).newest();
  }

  /** A worker does not report here; what it has ended is found in Postgres. */
  private void settle(List<StoredDecision> running) {
    Map<String, WorkerRows.End> ends = ends(running);
    for (StoredDecision each : running) {
      WorkerRows.End end = ends.get(each.key());
      if (end != null) {
        state.decisions.put(each.ended(end.runState(), now, end.error()));
      }
    }
  }

  private Map<String, WorkerRows.End> ends(List<StoredDecision> running) {
    return rows.ends(
        running.stream()
            .flatMap(
                each ->
                    state.schedules.find(each.scheduleId().toString()).stream()
                        .map(owner -> new WorkerRows.Fired(owner.organizationId(), each.key())))
            .toList());
  }

  private Runs runs(List<StoredDecision> open) {
    boolean isRunning =
        open.stream()
            .map(StoredDecision::runUntil)
            .anyMatch(until -> until != null && until.isAfter(now));
    Instant deferred =
        open.stream()
            .filter(each -> each.decision().equals(StoredDecision.DEFERRED))
            .map(StoredDecision::dueAt)
            .findFirst()
            .orElse(null);
    return !isRunning && deferred == null ? Runs.NONE : new Runs(isRunning, deferred);
  }

  private static boolean isDoneByAWorker(StoredDecision decision) {
    return decision.runUntil() != null
        && JobType.of(decision.jobType()).filter(type -> type.way() != Way.EXECUTION).isPresent();
  }
}
