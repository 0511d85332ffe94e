package dev.millrace.scheduler.tick;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.forward.CommandPublisher;
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

  private final Database database;
  private final CommandRepository repository;
  private final CommandPublisher publisher;

  Commands(Database database, CommandRepository repository, CommandPublisher publisher) {
    this.database = database;
    this.repository = repository;
    this.publisher = publisher;
  }

  /** Publishes what was committed just now. */
  void publish(List<CommandRepository.Due> commands) {
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
    List<CommandRepository.Due> due =
        database.write(connection -> repository.takeDue(connection, BATCH));
    publish(due);
    return due.size();
  }

  private void mark(List<String> taken, List<String> left) {
    try {
      database.write(
          connection ->
              (taken.isEmpty() ? 0 : repository.markPublished(connection, taken))
                  + (left.isEmpty() ? 0 : repository.markUnpublished(connection, left)));
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "publish.unmarked")
          .addKeyValue("count", taken.size() + left.size())
          .log("Commands are published once more after their rescue time: {}", away.getMessage());
    }
  }

  private static Map<String, List<ScheduledCommand>> byTopic(List<CommandRepository.Due> commands) {
    return commands.stream()
        .collect(
            Collectors.groupingBy(
                CommandRepository.Due::topic,
                Collectors.mapping(CommandRepository.Due::command, Collectors.toList())));
  }
}
