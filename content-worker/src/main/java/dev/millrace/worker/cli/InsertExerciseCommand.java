package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.ApplyGate;
import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.FiledJob;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.NewJob;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.Organizations;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks for an exercise. */
@Command(
    name = "insert-exercise",
    description = "Files a job that adds an exercise; run-worker carries it out.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  millrace insert-exercise --base-name 'Lateral Raise' --equipment cable --mode apply"
    })
public final class InsertExerciseCommand extends OperatorCommand {
  private static final int LONGEST_NAME = 120;
  private static final List<Column<FiledJob>> FIELDS =
      List.of(new Column<>("job", FiledJob::id), new Column<>("new", FiledJob::isNew));

  @Option(names = "--base-name", required = true, paramLabel = "NAME", description = "Its name.")
  private String baseName = "";

  @Option(names = "--equipment", description = "What it is done with: ${COMPLETION-CANDIDATES}.")
  private @Nullable Equipment equipment;

  @Option(
      names = "--mode",
      defaultValue = "dry_run",
      description = "Whether it is added or only planned: ${COMPLETION-CANDIDATES}.")
  private JobMode mode = JobMode.DRY_RUN;

  @Override
  int run(ApplicationContext context, Database database, Terminal terminal) {
    String name = baseName.strip();
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw wrong("--base-name must be 1 to " + LONGEST_NAME + " characters");
    }
    ObjectNode exercise = ContentRequestCodec.emptyObject().put("base_name", name);
    if (equipment != null) {
      exercise.put("equipment", equipment.wireName());
    }
    NewJob job =
        NewJob.add(
            exercise,
            mode,
            "An operator asked for it.",
            NewJob.FiledBy.operator(actor(), context.getBean(Organizations.class).ofTheNameless()));
    JobRepository jobs = context.getBean(JobRepository.class);
    FiledJob filed = database.write(connection -> jobs.file(connection, List.of(job))).getFirst();
    terminal.one(filed, FIELDS);
    return mode == JobMode.APPLY ? gate(context, database) : ExitCode.DONE;
  }

  /** The job waits for the gate; whoever filed it should know. */
  private int gate(ApplicationContext context, Database database) {
    Optional<String> closed = database.read(context.getBean(ApplyGate.class)::closedBecause);
    closed.ifPresent(
        reason -> spec().commandLine().getErr().println("The job waits for the gate: " + reason));
    return closed.isPresent() ? ExitCode.BLOCKED : ExitCode.DONE;
  }
}
