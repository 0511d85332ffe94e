package dev.millrace.worker.cli;

import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.RunRepository;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists runs. */
@Command(
    name = "run-history",
    description = "Lists the runs of the catalog's commands, the newest first.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace run-history --limit 50"})
public final class RunHistoryCommand extends ListCommand<CatalogRun> {
  @Override
  List<CatalogRun> list(ApplicationContext context, Connection connection, int limit) {
    return context.getBean(RunRepository.class).list(connection, null, null, null, limit);
  }

  @Override
  List<Column<CatalogRun>> columns() {
    return List.of(
        new Column<>("ID", CatalogRun::id),
        new Column<>("COMMAND", run -> run.command().wireName()),
        new Column<>("STATE", run -> run.state().wireName()),
        new Column<>("OUTCOME", run -> run.outcome() == null ? null : run.outcome().wireName()),
        new Column<>("ACTOR", CatalogRun::actor),
        new Column<>("COUNTS", RunCommand::counts),
        new Column<>("RECORDED", CatalogRun::recordedAt),
        new Column<>("ENDED", CatalogRun::endedAt));
  }
}
