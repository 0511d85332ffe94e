package dev.millrace.worker.cli;

import dev.millrace.catalog.CatalogCommand;
import picocli.CommandLine.Command;

/** Frees what lost workers hold. */
@Command(
    name = "run-watchdog",
    description = "Frees the leases, locks and runs of lost workers; half an hour at most.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace run-watchdog"})
public final class RunWatchdogCommand extends RunCommand {
  public RunWatchdogCommand() {
    super(CatalogCommand.WATCHDOG);
  }
}
