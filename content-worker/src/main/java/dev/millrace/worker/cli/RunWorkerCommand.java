package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.CatalogCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Works on the jobs of the queue. */
@Command(
    name = "run-worker",
    description = "Works until the queue holds nothing that is due; three hours at most.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without --apply it does the dry-run jobs and leaves the others as they are.",
      "Jobs that the apply gate blocks are told in the log; the exit status is 0",
      "all the same.",
      "",
      "Examples:",
      "  millrace run-worker",
      "  millrace run-worker --apply"
    })
public final class RunWorkerCommand extends RunCommand {
  @Option(names = "--apply", description = "Do the jobs that change exercises, too.")
  private boolean apply;

  public RunWorkerCommand() {
    super(CatalogCommand.WORKER);
  }

  @Override
  ObjectNode parameters(ObjectNode empty) {
    return empty.put("apply", apply);
  }
}
