package dev.millrace.worker.cli;

import dev.millrace.catalog.DaySummary;
import dev.millrace.catalog.SummaryRepository;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.util.List;
import picocli.CommandLine.Command;

/** Tells of the days. */
@Command(
    name = "daily-summary",
    description = "What each day came to (UTC), the newest first.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace daily-summary --limit 7"})
public final class DailySummaryCommand extends ListCommand<DaySummary> {
  @Override
  List<DaySummary> list(ApplicationContext context, Connection connection, int limit) {
    return context.getBean(SummaryRepository.class).list(connection, limit);
  }

  @Override
  List<Column<DaySummary>> columns() {
    return List.of(
        new Column<>("DAY", DaySummary::day),
        new Column<>("RUNS", DaySummary::runs),
        new Column<>("FAILED", DaySummary::runsFailed),
        new Column<>("REVIEWED", DaySummary::exercisesReviewed),
        new Column<>("FINDINGS", DaySummary::findings),
        new Column<>("FILED", DaySummary::jobsFiled),
        new Column<>("COMPLETED", DaySummary::jobsCompleted),
        new Column<>("APPLIED", DaySummary::changesApplied),
        new Column<>("REVERTED", DaySummary::changesReverted),
        new Column<>("COST", day -> "$" + day.cost().toPlainString()));
  }
}
