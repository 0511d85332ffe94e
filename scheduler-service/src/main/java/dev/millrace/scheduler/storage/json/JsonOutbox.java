package dev.millrace.scheduler.storage.json;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.scheduler.storage.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The ledger as the outbox of commands. */
record JsonOutbox(State state, Instant now, Duration rescueAfter) implements Outbox {
  @Override
  public List<Due> takeDue(int most) {
    List<StoredDecision> due = state.unpublished.until(now, most);
    due.forEach(each -> state.decisions.put(each.beingSent(now.plus(rescueAfter))));
    return due.stream().flatMap(this::command).toList();
  }

  @Override
  public int markPublished(List<String> keys) {
    List<StoredDecision> published = decisions(keys).toList();
    published.forEach(each -> state.decisions.put(each.sent(now)));
    return published.size();
  }

  @Override
  public int markUnpublished(List<String> keys) {
    List<StoredDecision> left =
        decisions(keys).filter(each -> each.nextPublishAt() != null).toList();
    left.forEach(each -> state.decisions.put(each.toBeSentAt(now)));
    return left.size();
  }

  private Stream<StoredDecision> decisions(List<String> keys) {
    return keys.stream()
        .flatMap(key -> state.decisions.find(key).stream())
        .filter(each -> each.sending() != null);
  }

  private Stream<Due> command(StoredDecision decision) {
    String topic = Objects.requireNonNull(decision.sending()).topic();
    return state.schedules.find(decision.scheduleId().toString()).stream()
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
