package dev.millrace.worker.cli;

import dev.millrace.catalog.CatalogJob;
import dev.millrace.catalog.JobFilter;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.JobStatus;
import dev.millrace.catalog.JobType;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists jobs. */
@Command(
    name = "list-jobs",
    description = "Lists jobs, the newest first.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  millrace list-jobs --limit 20",
      "  millrace list-jobs --status blocked"
    })
public final class ListJobsCommand extends ListCommand<CatalogJob> {
  @Option(names = "--status", description = "Only those: ${COMPLETION-CANDIDATES}.")
  private @Nullable JobStatus status;

  @Option(names = "--type", description = "Only those: ${COMPLETION-CANDIDATES}.")
  private @Nullable JobType type;

  @Option(names = "--mode", description = "Only those: ${COMPLETION-CANDIDATES}.")
  private @Nullable JobMode mode;

  @Option(names = "--archived", description = "List the archive, and not the queue.")
  private boolean archived;

  @Override
  List<CatalogJob> list(ApplicationContext context, Connection connection, int limit) {
    JobFilter filter = new JobFilter(status, type, mode, null, null, null, archived);
    return context.getBean(JobRepository.class).list(connection, filter, null, limit);
  }

  @Override
  List<Column<CatalogJob>> columns() {
    return List.of(
        new Column<>("ID", CatalogJob::id),
        new Column<>("STATUS", job -> job.status().wireName()),
        new Column<>("TYPE", job -> job.type().wireName()),
        new Column<>("MODE", job -> job.mode().wireName()),
        new Column<>("FINDING", CatalogJob::finding),
        new Column<>("REASON", CatalogJob::reason),
        new Column<>("CREATED", CatalogJob::createdAt));
  }
}
