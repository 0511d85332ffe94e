package dev.millrace.worker;

import dev.millrace.worker.cli.BackupCatalogCommand;
import dev.millrace.worker.cli.Colours;
import dev.millrace.worker.cli.DailySummaryCommand;
import dev.millrace.worker.cli.ExportExercisesCommand;
import dev.millrace.worker.cli.Failures;
import dev.millrace.worker.cli.ImportExercisesCommand;
import dev.millrace.worker.cli.InsertExerciseCommand;
import dev.millrace.worker.cli.JobStatusCommand;
import dev.millrace.worker.cli.ListBackupsCommand;
import dev.millrace.worker.cli.ListChangesCommand;
import dev.millrace.worker.cli.ListJobsCommand;
import dev.millrace.worker.cli.QueueStatsCommand;
import dev.millrace.worker.cli.RestoreCatalogCommand;
import dev.millrace.worker.cli.RevertChangeCommand;
import dev.millrace.worker.cli.RunHistoryCommand;
import dev.millrace.worker.serve.DrainCommand;
import dev.millrace.worker.serve.ServeCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The content worker's program: {@code serve} unless another command is given. */
@Command(
    name = "millrace",
    description = "Generates content, and tends the exercise catalog.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ServeCommand.class,
      DrainCommand.class,
      QueueStatsCommand.class,
      ListJobsCommand.class,
      JobStatusCommand.class,
      RunHistoryCommand.class,
      DailySummaryCommand.class,
      ListChangesCommand.class,
      RevertChangeCommand.class,
      InsertExerciseCommand.class,
      BackupCatalogCommand.class,
      ListBackupsCommand.class,
      RestoreCatalogCommand.class,
      ImportExercisesCommand.class,
      ExportExercisesCommand.class,
      GenerateCompletion.class
    },
    footer = {
      "",
      "Exit status: 0 done, also when there was nothing to do; 1 failed; 2 used wrongly;",
      "3 blocked by the apply gate."
    })
public final class Application {
  private Application() {}

  /** Runs a command; a server's exit is left to the signal that ends it. */
  public static void main(String[] arguments) {
    String[] command = arguments.length == 0 ? new String[] {"serve"} : arguments;
    int status =
        new CommandLine(new Application())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(new Failures())
            .setColorScheme(Colours.scheme())
            .execute(command);
    if (status != 0 || !command[0].equals("serve")) {
      System.exit(status);
    }
  }
}
