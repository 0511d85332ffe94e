package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.CatalogSql;
import dev.millrace.benchmarks.load.CatalogTables;
import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Round;
import dev.millrace.benchmarks.rig.Rig;
import dev.millrace.benchmarks.rig.Service;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Dry-run jobs of the catalog that two runs of its worker claim, plan by the embedded model and
 * complete, in units of plain SQL that claims and completes the same rows on two connections.
 */
final class CatalogJobs implements Measure {
  private static final String ID = "catalog.jobs";
  private static final String UNIT = "jobs/s";
  private static final int WORKERS = 2;
  private static final int JOBS = 20_000;
  private static final int WARMUP_JOBS = 10_000;
  private static final int EXERCISES = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    rig.reset();
    rig.ensureTopology("bench-catalog");
    try (Service worker = rig.start("content-worker", "bench-catalog");
        Connection connection = rig.connect()) {
      CatalogTables tables = new CatalogTables(connection);
      CatalogSql sql = new CatalogSql(rig::connect);
      warmUp(rig, tables, config.warmup());
      List<Round> rounds = new ArrayList<>();
      for (int round = 1; round <= config.rounds(); round++) {
        double before = worker.cpuSeconds();
        double rate = drained(rig, tables, JOBS);
        double cpu = (worker.cpuSeconds() - before) / JOBS;
        Progress.say(ID, "round " + round + ", two runs", rate, UNIT);
        Progress.say(ID, "round " + round + ", their processor time", cpu * 1e6, "µs/job");
        queue(rig, tables, JOBS);
        double sqlRate = sql.rate(WORKERS);
        Progress.say(ID, "round " + round + ", plain SQL", sqlRate, UNIT);
        rounds.add(new Round(rate, sqlRate));
      }
      return List.of(Measurement.of(ID, UNIT, rounds, new Bound.AtLeast(0.5)));
    } finally {
      rig.reset();
    }
  }

  private static void warmUp(Rig rig, CatalogTables tables, Duration time)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    do {
      Progress.say(ID, "warm-up, two runs", drained(rig, tables, WARMUP_JOBS), UNIT);
    } while (System.nanoTime() < end);
  }

  private static double drained(Rig rig, CatalogTables tables, int jobs)
      throws SQLException, InterruptedException {
    queue(rig, tables, jobs);
    tables.runs("worker", "{\"apply\": false}", WORKERS);
    double seconds = tables.awaitRuns(WORKERS, PATIENCE);
    long planned =
        tables.count(
            "catalog_jobs WHERE result = 'planned' AND plan #>> '{changes,difficulty}' IS NOT NULL");
    if (planned != jobs) {
      throw new IllegalStateException(
          "Planned " + planned + " of " + jobs + "; the others: " + tables.unplanned());
    }
    return jobs / seconds;
  }

  private static void queue(Rig rig, CatalogTables tables, int jobs) throws SQLException {
    rig.reset();
    tables.exercises(EXERCISES);
    tables.jobs(jobs);
  }
}
