package dev.millrace.worker.cli;

import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.util.List;
import picocli.CommandLine.Option;

/** A command that lists, the newest first. */
abstract class ListCommand<T> extends OperatorCommand {
  private static final int MOST = 1_000;

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "N",
      description = "How many, 1 to 1000 (default: 20).")
  private int limit = 20;

  @Override
  final int run(ApplicationContext context, Database database, Terminal terminal) {
    if (limit < 1 || limit > MOST) {
      throw wrong("--limit must be 1 to " + MOST);
    }
    terminal.rows(database.read(connection -> list(context, connection, limit)), columns());
    return ExitCode.DONE;
  }

  abstract List<T> list(ApplicationContext context, Connection connection, int limit);

  abstract List<Column<T>> columns();
}
