package dev.millrace.scheduler.tick;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.forward.CommandPublisher;
import dev.millrace.scheduler.storage.Outbox;
import dev.millrace.scheduler.storage.ScheduleStorage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings committed commands to the broker, and notes in their outbox what it took. */
@Singleton
final class Commands {
  private static final Logger logger = LoggerFactory.getLogger(Commands.class);
  private static final int BATCH = 500;

  private final ScheduleStorage storage;
  private final CommandPublisher publisher;

  Commands(ScheduleStorage storage, CommandPublisher publisher) {
    this.storage = storage;
    this.publisher = publisher;
  }

  /** Publishes what was committed just now. */
  void publish(List<Outbox.Due> commands) {
    if (commands.isEmpty()) {
      return;
    }
    List<String> taken = new ArrayList<>();
    byTopic(commands)
        .forEach(
            (topic, set) ->
                publisher.publish(topic, set).forEach(each -> taken.add(each.executionKey())));
    List<String> left =
        commands.stream().map(each -> each.command().executionKey()).collect(Collectors.toList());
    left.removeAll(Set.copyOf(taken));
    mark(taken, left);
  }

  /** Publishes what an earlier tick did not. */
  int publishOverdue() {
    if (!publisher.mayTry()) {
      return 0;
    }
    List<Outbox.Due> due = storage.write(unit -> unit.outbox().takeDue(BATCH));
    publish(due);
    return due.size();
  }

  private void mark(List<String> taken, List<String> left) {
    try {
      storage.write(
          unit ->
              (taken.isEmpty() ? 0 : unit.outbox().markPublished(taken))
                  + (left.isEmpty() ? 0 : unit.outbox().markUnpublished(left)));
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "publish.unmarked")
          .addKeyValue("count", taken.size() + left.size())
          .log("Commands are published once more after their rescue time: {}", away.getMessage());
    }
  }

  private static Map<String, List<ScheduledCommand>> byTopic(List<Outbox.Due> commands) {
    return commands.stream()
        .collect(
            Collectors.groupingBy(
                Outbox.Due::topic, Collectors.mapping(Outbox.Due::command, Collectors.toList())));
  }
}
