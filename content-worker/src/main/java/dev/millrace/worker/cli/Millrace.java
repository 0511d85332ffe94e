package dev.millrace.worker.cli;

import dev.millrace.observability.ServiceConfig;
import dev.millrace.worker.serve.DrainCommand;
import dev.millrace.worker.serve.MigrateCommand;
import dev.millrace.worker.serve.ServeCommand;
import java.util.UUID;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** The root of the command line. */
@Command(
    name = "millrace",
    description = "Generates content, and tends the exercise catalog.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ServeCommand.class,
      DrainCommand.class,
      MigrateCommand.class,
      RunWorkerCommand.class,
      RunReviewCommand.class,
      RunCleanupCommand.class,
      RunWatchdogCommand.class,
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
      DeadLettersCommand.class,
      RedriveCommand.class,
      GenerateCompletion.class
    },
    footer = {
      "",
      "Exit status: 0 done, also if nothing was to do; 1 failed; 2 used wrongly;",
      "3 blocked by the apply gate (run-worker logs that, and succeeds)."
    })
public final class Millrace {
  private final Session session;

  Millrace(Session session) {
    this.session = session;
  }

  /** Runs a command, and answers the exit status. */
  public static int execute(String... arguments) {
    return commandLine(new OneCommand()).execute(arguments);
  }

  /** The parser of a command line whose commands find the application in a session. */
  static CommandLine commandLine(Session session) {
    CommandLine program =
        new CommandLine(new Millrace(session))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(UUID.class, Millrace::id)
            .setExecutionExceptionHandler(new Failures())
            .setColorScheme(Colours.scheme());
    program.getCommandSpec().versionProvider(Millrace::version);
    program
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(Millrace::version));
    return program;
  }

  Session session() {
    return session;
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException none) {
      throw new TypeConversionException("'" + text + "' is no id; the lists show them in full");
    }
  }

  private static String[] version() {
    return new String[] {"millrace " + ServiceConfig.built()};
  }
}
