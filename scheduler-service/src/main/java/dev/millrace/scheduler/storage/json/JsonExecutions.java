package dev.millrace.scheduler.storage.json;

import dev.millrace.scheduler.execution.Executions;
import dev.millrace.scheduler.execution.NewExecution;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Jobs that run in this service. */
record JsonExecutions(State state, Instant now) implements Executions {
  @Override
  public void insert(List<NewExecution> executions) {
    for (NewExecution each : executions) {
      if (!state.decisions.has(each.key())) {
        throw Refusal.missing("decision " + each.key());
      }
      if (state.executions.has(each.key())) {
        throw Refusal.duplicate("execution " + each.key());
      }
      state.executions.put(StoredExecution.of(each, now));
    }
  }

  @Override
  public List<String> release(String organizationId, UUID schedule) {
    List<StoredExecution> running =
        state.runningOf.of(schedule.toString()).newest().stream()
            .filter(each -> each.organizationId().equals(organizationId))
            .toList();
    running.forEach(each -> state.executions.put(each.released(now)));
    return running.stream().map(StoredExecution::executionKey).toList();
  }
}
