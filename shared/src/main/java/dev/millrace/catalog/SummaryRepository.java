package dev.millrace.catalog;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What each day came to. A day's row is locked for the rest of the transaction that adds to it. */
@Singleton
public final class SummaryRepository {
  private static final Sql ADD =
      Sql.of(
          """
          INSERT INTO catalog_run_summary AS s
            (day, runs, runs_failed, jobs_filed, jobs_completed, jobs_failed, jobs_archived, changes_applied,
             changes_reverted, exercises_reviewed, findings, cost)
          VALUES ((now() AT TIME ZONE 'UTC')::date, :runs, :runsFailed, :jobsFiled, :jobsCompleted, :jobsFailed,
                  :jobsArchived, :changesApplied, :changesReverted, :exercisesReviewed, :findings, :cost::numeric)
          ON CONFLICT (day) DO UPDATE
          SET runs = s.runs + excluded.runs,
              runs_failed = s.runs_failed + excluded.runs_failed,
              jobs_filed = s.jobs_filed + excluded.jobs_filed,
              jobs_completed = s.jobs_completed + excluded.jobs_completed,
              jobs_failed = s.jobs_failed + excluded.jobs_failed,
              jobs_archived = s.jobs_archived + excluded.jobs_archived,
              changes_applied = s.changes_applied + excluded.changes_applied,
              changes_reverted = s.changes_reverted + excluded.changes_reverted,
              exercises_reviewed = s.exercises_reviewed + excluded.exercises_reviewed,
              findings = s.findings + excluded.findings,
              cost = s.cost + excluded.cost
          """);

  private static final Sql LIST =
      Sql.of(
          """
          SELECT day, runs, runs_failed, jobs_filed, jobs_completed, jobs_failed, jobs_archived, changes_applied,
                 changes_reverted, exercises_reviewed, findings, cost
          FROM catalog_run_summary
          ORDER BY day DESC
          LIMIT :limit
          """);

  /**
   * Adds to the day that it is.
   *
   * @param counts by the names of {@link CatalogRun#counts}; what has no column is left out
   */
  public void add(Connection connection, Map<String, Long> counts, BigDecimal cost) {
    ADD.on(connection)
        .bind("runs", counts.getOrDefault("runs", 0L))
        .bind("runsFailed", counts.getOrDefault("runs_failed", 0L))
        .bind("jobsFiled", counts.getOrDefault("jobs_filed", 0L))
        .bind("jobsCompleted", counts.getOrDefault("jobs_completed", 0L))
        .bind("jobsFailed", counts.getOrDefault("jobs_failed", 0L))
        .bind("jobsArchived", counts.getOrDefault("jobs_archived", 0L))
        .bind("changesApplied", counts.getOrDefault("changes_applied", 0L))
        .bind("changesReverted", counts.getOrDefault("changes_reverted", 0L))
        .bind("exercisesReviewed", counts.getOrDefault("exercises_reviewed", 0L))
        .bind("findings", counts.getOrDefault("findings", 0L))
        .bind("cost", cost.toPlainString())
        .update();
  }

  /** The days, the newest first; a day on which nothing happened has no row. */
  public List<DaySummary> list(Connection connection, int limit) {
    return LIST.on(connection)
        .bind("limit", limit)
        .list(
            row ->
                new DaySummary(
                    row.getObject("day", LocalDate.class),
                    row.getLong("runs"),
                    row.getLong("runs_failed"),
                    row.getLong("jobs_filed"),
                    row.getLong("jobs_completed"),
                    row.getLong("jobs_failed"),
                    row.getLong("jobs_archived"),
                    row.getLong("changes_applied"),
                    row.getLong("changes_reverted"),
                    row.getLong("exercises_reviewed"),
                    row.getLong("findings"),
                    row.getBigDecimal("cost")));
  }
}
