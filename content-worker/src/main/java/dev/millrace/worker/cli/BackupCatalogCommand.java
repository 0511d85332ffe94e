package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Backups;
import dev.millrace.catalog.CatalogCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a backup. */
@Command(
    name = "backup-catalog",
    description = "Copies the whole catalog as it is at one moment.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A name that is taken is an error, and the backup stays; without --target it",
      "is the day's, which is made once a day.",
      "",
      "Examples:",
      "  millrace backup-catalog --target before-the-review"
    })
public final class BackupCatalogCommand extends RunCommand {
  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "What it is called: letters, digits, dots, dashes and underscores.")
  private @Nullable String target;

  public BackupCatalogCommand() {
    super(CatalogCommand.BACKUP);
  }

  @Override
  ObjectNode parameters(ObjectNode empty) {
    if (target == null) {
      return empty;
    }
    if (!Backups.NAME.matcher(target).matches()) {
      throw wrong("--target must be 1 to 100 letters, digits, dots, dashes and underscores");
    }
    return empty.put("target", target);
  }

  @Override
  @Nullable String refusal(boolean isNothing) {
    return target != null && isNothing
        ? "There is a backup " + target + " already; it stays."
        : null;
  }
}
