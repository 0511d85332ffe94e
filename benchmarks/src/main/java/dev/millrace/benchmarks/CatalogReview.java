package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.CatalogTables;
import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.rig.Rig;
import dev.millrace.benchmarks.rig.Service;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The largest resident set of content-worker while it reviews 10,000 exercises in one run. */
final class CatalogReview implements Measure {
  private static final String ID = "memory.catalog-review";
  private static final int EXERCISES = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    rig.reset();
    rig.ensureTopology("bench-review");
    try (Service worker = rig.start("content-worker", "bench-review");
        Connection connection = rig.connect()) {
      CatalogTables tables = new CatalogTables(connection);
      tables.exercises(EXERCISES);
      tables.runs("review", "{\"apply\": false, \"max_exercises\": " + EXERCISES + "}", 1);
      double seconds = tables.awaitRuns(1, PATIENCE);
      long filed = tables.count("catalog_jobs WHERE finding = 'missing_difficulty'");
      if (filed != EXERCISES) {
        throw new IllegalStateException("Found " + filed + " of " + EXERCISES + " faults");
      }
      Progress.say(ID, "reviewed", EXERCISES / seconds, "exercises/s");
      double size = worker.largestResidentMegabytes();
      Progress.say(ID, "largest", size, "MB");
      return List.of(Measurement.of(ID, "MB", List.of(size), new Bound.AtMost(300)));
    } finally {
      rig.reset();
    }
  }
}
