package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Backups;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.NewRun;
import dev.millrace.catalog.RunRepository;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.FieldReader;
import dev.millrace.problem.Violation;
import dev.millrace.worker.command.CommandHandler;
import dev.millrace.worker.command.CommandOutcome;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;

/** Records the run that a schedule's command asks for; {@link CatalogRuns} carries it out. */
final class CatalogHandler implements CommandHandler {
  private static final int MOST_EXERCISES = 100_000;
  private static final int LONGEST_NAME = 100;

  private final CatalogCommand command;
  private final RunRepository history;

  CatalogHandler(CatalogCommand command, RunRepository history) {
    this.command = command;
    this.history = history;
  }

  @Override
  public String jobType() {
    return "catalog-" + command.wireName();
  }

  @Override
  public CommandOutcome handle(Connection connection, ScheduledCommand scheduled) {
    List<Violation> violations = violations(scheduled.payload());
    if (!violations.isEmpty()) {
      return new CommandOutcome.Failed(
          violations.stream()
              .map(each -> "payload" + each.pointer() + ": " + each.message())
              .collect(Collectors.joining(" ")));
    }
    ObjectNode parameters = scheduled.payload().deepCopy();
    if (command == CatalogCommand.WORKER || command == CatalogCommand.REVIEW) {
      // Nobody looks at what a schedule would do; the apply gate is what holds it back.
      parameters.put("apply", parameters.path("apply").asBoolean(true));
    }
    history.record(
        connection,
        new NewRun(
            ContentRequestRepository.newId(),
            command,
            "schedule of " + scheduled.organizationId(),
            scheduled.organizationId(),
            scheduled.executionKey(),
            parameters));
    return new CommandOutcome.Recorded();
  }

  private List<Violation> violations(ObjectNode payload) {
    FieldReader fields = new FieldReader(payload);
    if (command == CatalogCommand.WORKER || command == CatalogCommand.REVIEW) {
      fields.optionalFlag("apply");
    }
    if (command == CatalogCommand.REVIEW) {
      fields.optionalNumber("max_exercises", 1, MOST_EXERCISES);
    }
    if (command == CatalogCommand.BACKUP) {
      String target = fields.optionalText("target", LONGEST_NAME);
      if (target != null && !Backups.NAME.matcher(target).matches()) {
        fields.refuse("/target", "Only letters, digits, dots, dashes and underscores are allowed.");
      }
    }
    fields.refuseRemaining();
    return fields.violations();
  }
}
