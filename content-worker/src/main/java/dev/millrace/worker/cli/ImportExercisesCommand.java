package dev.millrace.worker.cli;

import dev.millrace.catalog.ExerciseImport;
import dev.millrace.catalog.FileFormat;
import dev.millrace.catalog.ImportReport;
import dev.millrace.catalog.ImportReport.Refusal;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Imports a file of exercises; refused lines are told, and make the command fail. */
@Command(
    name = "import-exercises",
    description = "Imports exercises from JSON Lines or CSV, and reports the lines it refuses.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Known exercises (by name and equipment) are changed to what the file says.",
      "Exit status 1 tells that lines were refused; the others are imported.",
      "",
      "Examples:",
      "  millrace import-exercises exercises.jsonl",
      "  millrace import-exercises --format csv sheet.txt"
    })
public final class ImportExercisesCommand extends OperatorCommand {
  private static final List<Column<ImportReport>> FIELDS =
      List.of(
          new Column<>("read", ImportReport::read),
          new Column<>("added", ImportReport::added),
          new Column<>("changed", ImportReport::changed),
          new Column<>("unchanged", ImportReport::unchanged),
          new Column<>("refused", ImportReport::refused));

  @Parameters(paramLabel = "FILE", description = "What to import: .jsonl, .ndjson or .csv.")
  private Path file = Path.of("");

  @Option(names = "--format", description = "If the name does not tell: jsonl or csv.")
  private @Nullable FileFormat format;

  @Override
  int run(ApplicationContext context, Database database, Terminal terminal) throws IOException {
    FileFormat read = format(spec(), format, file);
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandFailed("The file " + file + " cannot be read.");
    }
    PrintWriter err = spec().commandLine().getErr();
    ImportReport report;
    try (Counting input = new Counting(Files.newInputStream(file));
        ProgressBar bar = new ProgressBar(err, "Importing", Terminal.isMoving())) {
      Shown shown = new Shown(bar, input, Files.size(file));
      report = context.getBean(ExerciseImport.class).read(input, read, actor(), shown);
    }
    terminal.one(report, FIELDS);
    for (Refusal refusal : report.refusals()) {
      err.println("line " + refusal.line() + ": " + refusal.reason());
    }
    if (report.refused() > report.refusals().size()) {
      err.println("and " + (report.refused() - report.refusals().size()) + " more");
    }
    err.flush();
    return report.refused() == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** The format that was asked for, or that the name tells. */
  static FileFormat format(CommandSpec spec, @Nullable FileFormat asked, Path file) {
    return asked != null
        ? asked
        : FileFormat.ofName(file.toString())
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "The name of " + file + " does not tell its format; say --format"));
  }

  private record Shown(ProgressBar bar, Counting input, long size)
      implements ExerciseImport.Listener {
    @Override
    public void progressed(long read) {
      bar.show(input.count, size, read + " exercises");
    }

    @Override
    public void refused(Refusal refusal) {
      // The report tells of it when all is done, where it does not disturb the bar.
    }
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream input) {
      super(input);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
