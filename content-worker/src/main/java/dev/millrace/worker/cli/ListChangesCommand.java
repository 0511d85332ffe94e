package dev.millrace.worker.cli;

import dev.millrace.catalog.Change;
import dev.millrace.catalog.ChangeRepository;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the journal. */
@Command(
    name = "list-changes",
    description = "Lists changes of exercises, the newest first.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  millrace list-changes --limit 10",
      "  millrace list-changes --exercise 0190f0c0-0000-7000-8000-000000000001"
    })
public final class ListChangesCommand extends ListCommand<Change> {
  @Option(names = "--exercise", paramLabel = "ID", description = "Only those of that exercise.")
  private @Nullable UUID exercise;

  @Override
  List<Change> list(ApplicationContext context, Connection connection, int limit) {
    ChangeRepository.Filter filter = new ChangeRepository.Filter(exercise, null, null, null);
    return context.getBean(ChangeRepository.class).list(connection, filter, null, limit);
  }

  @Override
  List<Column<Change>> columns() {
    return List.of(
        new Column<>("ID", Change::id),
        new Column<>("OPERATION", change -> change.operation().wireName()),
        new Column<>("EXERCISE", Change::exerciseId),
        new Column<>("FIELDS", change -> String.join(",", change.fields())),
        new Column<>("ACTOR", Change::actor),
        new Column<>("REVERTED BY", Change::revertedBy),
        new Column<>("MADE", Change::createdAt));
  }
}
