package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.CatalogCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reviews exercises. */
@Command(
    name = "run-review",
    description = "Reviews what was reviewed longest ago, and files jobs; four hours at most.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without --apply the jobs that it files are dry-run jobs.",
      "",
      "Examples:",
      "  millrace run-review --max-exercises 100 -v",
      "  millrace run-review --apply --max-exercises 1000"
    })
public final class RunReviewCommand extends RunCommand {
  private static final int MOST = 100_000;

  @Option(names = "--apply", description = "File jobs that change exercises.")
  private boolean apply;

  @Option(
      names = "--max-exercises",
      defaultValue = "1000",
      paramLabel = "N",
      description = "How many, 1 to 100000 (default: 1000).")
  private int maxExercises = 1_000;

  public RunReviewCommand() {
    super(CatalogCommand.REVIEW);
  }

  @Override
  ObjectNode parameters(ObjectNode empty) {
    if (maxExercises < 1 || maxExercises > MOST) {
      throw wrong("--max-exercises must be 1 to " + MOST);
    }
    return empty.put("apply", apply).put("max_exercises", maxExercises);
  }
}
