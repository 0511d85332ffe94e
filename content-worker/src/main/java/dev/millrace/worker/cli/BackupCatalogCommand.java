package dev.millrace.worker.cli;

import dev.millrace.catalog.Backup;
import dev.millrace.catalog.Backups;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Makes a backup. */
@Command(
    name = "backup-catalog",
    description = "Copies the whole catalog as it is at one moment.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace backup-catalog --target before-the-review"})
public final class BackupCatalogCommand extends OperatorCommand {
  @Option(
      names = "--target",
      required = true,
      paramLabel = "NAME",
      description = "What it is called: letters, digits, dots, dashes and underscores.")
  private String target = "";

  @Override
  int run(ApplicationContext context, Database database, Terminal terminal) {
    if (!Backups.NAME.matcher(target).matches()) {
      throw new ParameterException(
          spec().commandLine(),
          "--target must be 1 to 100 letters, digits, dots, dashes and underscores");
    }
    Backups backups = context.getBean(Backups.class);
    Backup made =
        database
            .write(connection -> backups.create(connection, target, actor()))
            .orElseThrow(
                () -> new CommandFailed("There is a backup " + target + " already; it stays."));
    terminal.rows(List.of(made), ListBackupsCommand.COLUMNS);
    return ExitCode.DONE;
  }
}
