package dev.millrace.worker.cli;

import dev.millrace.catalog.CatalogCommand;
import picocli.CommandLine.Command;

/** Archives what has ended. */
@Command(
    name = "run-cleanup",
    description =
        "Archives jobs that ended more than 7 days ago, and forgets old backups; an hour at most.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace run-cleanup"})
public final class RunCleanupCommand extends RunCommand {
  public RunCleanupCommand() {
    super(CatalogCommand.CLEANUP);
  }
}
