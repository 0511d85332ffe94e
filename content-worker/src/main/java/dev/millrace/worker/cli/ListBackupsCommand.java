package dev.millrace.worker.cli;

import dev.millrace.catalog.Backup;
import dev.millrace.catalog.Backups;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists backups. */
@Command(
    name = "list-backups",
    description = "Lists the backups of the catalog, the newest first.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace list-backups"})
public final class ListBackupsCommand extends ListCommand<Backup> {
  static final List<Column<Backup>> COLUMNS =
      List.of(
          new Column<>("NAME", Backup::name),
          new Column<>("EXERCISES", Backup::exercises),
          new Column<>("BY", Backup::createdBy),
          new Column<>("MADE", Backup::createdAt));

  @Override
  List<Backup> list(ApplicationContext context, Connection connection, int limit) {
    return context.getBean(Backups.class).list(connection, null, limit);
  }

  @Override
  List<Column<Backup>> columns() {
    return COLUMNS;
  }
}
