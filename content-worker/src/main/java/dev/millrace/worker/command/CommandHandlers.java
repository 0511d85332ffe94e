package dev.millrace.worker.command;

import dev.millrace.command.ScheduledCommand;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every handler that this version has, by the job type of its commands. */
@Singleton
final class CommandHandlers {
  private final Map<String, CommandHandler> handlers = new HashMap<>();

  CommandHandlers(List<CommandHandler> handlers) {
    for (CommandHandler handler : handlers) {
      if (this.handlers.put(handler.jobType(), handler) != null) {
        throw new IllegalStateException(
            "There are two handlers for commands of the type " + handler.jobType() + ".");
      }
    }
  }

  /** Carries a command out; one that nobody here can carry out has failed. */
  CommandOutcome handle(Connection connection, ScheduledCommand command) {
    @Nullable CommandHandler handler = handlers.get(command.jobType());
    return handler == null
        ? new CommandOutcome.Failed(unknown(command.jobType()))
        : handler.handle(connection, command);
  }

  /** Whether commands of the type are carried out here. */
  boolean has(String jobType) {
    return handlers.containsKey(jobType);
  }

  private static String unknown(String jobType) {
    return "Nothing carries out commands of the type " + jobType + ".";
  }
}
