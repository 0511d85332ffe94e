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
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings committed commands to the broker. That it has taken them needs no note: their outbox is
 * told of what it has not, and hears from the consumers of what has arrived.
 */
@Singleton
final class Commands {
  private static final Logger logger = LoggerFactory.getLogger(Commands.class);
  private static final int BATCH = 500;
  private static final int MOST_BATCHES = 20;

  private final ScheduleStorage storage;
  private final CommandPublisher publisher;

  Commands(ScheduleStorage storage, CommandPublisher publisher) {
    this.storage = storage;
    this.publisher = publisher;
  }

  /** Publishes what was committed just now. */
  void publish(List<Outbox.Due> commands) {
    List<String> left = new ArrayList<>();
    byTopic(commands)
        .forEach(
            (topic, set) ->
                publisher.publish(topic, set).forEach(each -> left.add(each.executionKey())));
    if (!left.isEmpty()) {
      mark(left);
    }
  }

  /** Publishes what nobody has received in time, and answers how much that was. */
  int publishOverdue() {
    int published = 0;
    int looked = BATCH;
    for (int batch = 0; batch < MOST_BATCHES && looked == BATCH && publisher.mayTry(); batch++) {
      Outbox.Taken taken = storage.write(unit -> unit.outbox().takeDue(BATCH));
      publish(taken.due());
      published += taken.due().size();
      looked = taken.looked();
    }
    return published;
  }

  private void mark(List<String> left) {
    try {
      storage.write(unit -> unit.outbox().markUnpublished(left));
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "publish.unmarked")
          .addKeyValue("count", left.size())
          .log("Unpublished commands wait for their rescue time: {}", away.getMessage());
    }
  }

  private static Map<String, List<ScheduledCommand>> byTopic(List<Outbox.Due> commands) {
    return commands.stream()
        .collect(
            Collectors.groupingBy(
                Outbox.Due::topic, Collectors.mapping(Outbox.Due::command, Collectors.toList())));
  }
}
