package dev.millrace.worker.cli;

import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.QueueCount;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import picocli.CommandLine.Command;

/** Tells what waits. */
@Command(
    name = "queue-stats",
    description = "How many jobs the queue holds, by status, mode and type.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace queue-stats", "  millrace queue-stats --json"})
public final class QueueStatsCommand extends OperatorCommand {
  private static final List<Column<QueueCount>> COLUMNS =
      List.of(
          new Column<>("STATUS", count -> count.status().wireName()),
          new Column<>("MODE", count -> count.mode().wireName()),
          new Column<>("TYPE", count -> count.type().wireName()),
          new Column<>("JOBS", QueueCount::jobs),
          new Column<>("OLDEST", QueueCount::oldest));

  @Override
  int run(ApplicationContext context, Database database, Terminal terminal) {
    terminal.rows(database.read(context.getBean(JobRepository.class)::count), COLUMNS);
    return ExitCode.DONE;
  }
}
