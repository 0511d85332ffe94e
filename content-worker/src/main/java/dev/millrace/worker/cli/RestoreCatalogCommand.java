package dev.millrace.worker.cli;

import dev.millrace.catalog.Backups;
import dev.millrace.catalog.Restoration;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the catalog back. */
@Command(
    name = "restore-catalog",
    description = "Brings the catalog to what it was; each change is journalled.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  millrace restore-catalog --from before-the-review --dry-run",
      "  millrace restore-catalog --from before-the-review"
    })
public final class RestoreCatalogCommand extends OperatorCommand {
  private static final List<Column<Restoration>> FIELDS =
      List.of(
          new Column<>("backup", Restoration::backup),
          new Column<>("dry run", Restoration::isDryRun),
          new Column<>("added", Restoration::added),
          new Column<>("changed", Restoration::changed),
          new Column<>("removed", Restoration::removed),
          new Column<>("which", RestoreCatalogCommand::which));

  @Option(names = "--from", required = true, paramLabel = "NAME", description = "The backup.")
  private String from = "";

  @Option(names = "--dry-run", description = "Only tell what would change.")
  private boolean dryRun;

  @Override
  int run(ApplicationContext context, Database database, Terminal terminal) {
    Backups backups = context.getBean(Backups.class);
    Restoration restoration =
        database
            .write(
                connection ->
                    dryRun
                        ? backups.compare(connection, from)
                        : backups.restore(connection, from, actor()))
            .orElseThrow(() -> new CommandFailed("There is no backup " + from + "."));
    terminal.one(restoration, FIELDS);
    return ExitCode.DONE;
  }

  private static String which(Restoration restoration) {
    List<String> names =
        restoration.differences().stream().map(Restoration.Difference::baseName).toList();
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
