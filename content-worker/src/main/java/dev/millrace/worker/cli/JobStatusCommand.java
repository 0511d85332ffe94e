package dev.millrace.worker.cli;

import dev.millrace.catalog.CatalogJob;
import dev.millrace.catalog.JobRepository;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one job. */
@Command(
    name = "job-status",
    description = "Shows a job in full, also when it is archived.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace job-status 0190f0c0-0000-7000-8000-000000000001"})
public final class JobStatusCommand extends OperatorCommand {
  private static final List<Column<CatalogJob>> FIELDS =
      List.of(
          new Column<>("id", CatalogJob::id),
          new Column<>("status", job -> job.status().wireName()),
          new Column<>("type", job -> job.type().wireName()),
          new Column<>("mode", job -> job.mode().wireName()),
          new Column<>("exercise", CatalogJob::exerciseId),
          new Column<>("finding", CatalogJob::finding),
          new Column<>("reason", CatalogJob::reason),
          new Column<>("filed by", CatalogJob::filedBy),
          new Column<>("attempts", job -> job.attempts() + " of " + job.maxAttempts()),
          new Column<>("blocked", CatalogJob::blockedReason),
          new Column<>("plan", CatalogJob::plan),
          new Column<>("result", job -> job.result() == null ? null : job.result().wireName()),
          new Column<>("change", CatalogJob::changeId),
          new Column<>("error", CatalogJob::errorMessage),
          new Column<>("cost", job -> "$" + job.cost().toPlainString()),
          new Column<>("created", CatalogJob::createdAt),
          new Column<>("ended", CatalogJob::endedAt));

  @Parameters(paramLabel = "ID", description = "The job's id.")
  private UUID id = new UUID(0, 0);

  @Override
  int run(ApplicationContext context, Database database, Terminal terminal) {
    JobRepository jobs = context.getBean(JobRepository.class);
    CatalogJob job =
        database
            .read(connection -> jobs.find(connection, id))
            .orElseThrow(() -> new CommandFailed("There is no job " + id + "."));
    terminal.one(job, FIELDS);
    return ExitCode.DONE;
  }
}
