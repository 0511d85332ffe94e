package dev.millrace.worker.cli;

import dev.millrace.catalog.ExerciseExport;
import dev.millrace.catalog.FileFormat;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.annotation.Introspected;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes all exercises to a file. */
@Command(
    name = "export-exercises",
    description = "Writes all exercises to a file, as JSON Lines or CSV.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Cells that a spreadsheet would calculate begin with an apostrophe.",
      "",
      "Examples:",
      "  millrace export-exercises exercises.jsonl",
      "  millrace export-exercises exercises.csv"
    })
public final class ExportExercisesCommand extends OperatorCommand {
  private static final List<Column<Written>> FIELDS =
      List.of(new Column<>("file", Written::file), new Column<>("exercises", Written::exercises));

  @Parameters(paramLabel = "FILE", description = "Where to: .jsonl, .ndjson or .csv.")
  private Path file = Path.of("");

  @Option(names = "--format", description = "If the name does not tell: jsonl or csv.")
  private @Nullable FileFormat format;

  /** What was written. */
  @Introspected
  record Written(String file, long exercises) {}

  @Override
  int run(ApplicationContext context, Database database, Terminal terminal) throws IOException {
    FileFormat wanted = ImportExercisesCommand.format(spec(), format, file);
    long written;
    try (Writer out = Files.newBufferedWriter(file);
        ProgressBar bar =
            new ProgressBar(spec().commandLine().getErr(), "Exporting", Terminal.isMoving())) {
      written =
          context
              .getBean(ExerciseExport.class)
              .write(out, wanted, count -> bar.show(count, 0, count + " exercises"));
    }
    terminal.one(new Written(file.toString(), written), FIELDS);
    return ExitCode.DONE;
  }
}
