package dev.millrace.worker.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.command.ScheduledCommand;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandHandlersTest {
  @Test
  void oneTypeHasOneHandler() {
    assertThatThrownBy(() -> new CommandHandlers(List.of(new Review(), new Review())))
        .hasMessage("There are two handlers for commands of the type catalog-review.");
  }

  private static final class Review implements CommandHandler {
    @Override
    public String jobType() {
      return "catalog-review";
    }

    @Override
    public CommandOutcome handle(Connection connection, ScheduledCommand command) {
      return new CommandOutcome.Finished();
    }
  }
}
