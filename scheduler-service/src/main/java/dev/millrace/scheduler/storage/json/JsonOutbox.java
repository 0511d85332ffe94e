package dev.millrace.scheduler.storage.json;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.scheduler.storage.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The ledger as the outbox of commands. */
record JsonOutbox(State state, Instant now, Duration rescueAfter, WorkerRows rows)
    implements Outbox {
  @Override
  public Taken takeDue(int most) {
    List<StoredDecision> due = state.unpublished.until(now, most);
    Set<String> received = rows.received(due.stream().map(StoredDecision::key).toList());
    List<Due> missed = new ArrayList<>();
    for (StoredDecision each : due) {
      Optional<Due> command =
          each.runUntil() == null || received.contains(each.key())
              ? Optional.empty()
              : command(each);
      command.ifPresent(missed::add);
      state.decisions.put(command.isPresent() ? each.sentAgain(now, rescueAfter) : each.received());
    }
    return new Taken(due.size(), missed);
  }

  @Override
  public int markUnpublished(List<String> keys) {
    List<StoredDecision> left =
        keys.stream()
            .flatMap(key -> state.decisions.find(key).stream())
            .filter(each -> each.nextPublishAt() != null)
            .toList();
    left.forEach(each -> state.decisions.put(each.unsent(now)));
    return left.size();
  }

  private Optional<Due> command(StoredDecision decision) {
    String topic = Objects.requireNonNull(decision.sending()).topic();
    return state
        .schedules
        .find(decision.scheduleId().toString())
        .map(
            schedule ->
                new Due(
                    topic,
                    new ScheduledCommand(
                        decision.key(),
                        schedule.organizationId(),
                        decision.jobType(),
                        decision.dueAt(),
                        schedule.definition().payload().deepCopy())));
  }
}
