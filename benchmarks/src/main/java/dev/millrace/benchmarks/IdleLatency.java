package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Arrivals;
import dev.millrace.benchmarks.load.ContentSession;
import dev.millrace.benchmarks.load.HttpLoad;
import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Statistics;
import dev.millrace.benchmarks.rig.Rig;
import dev.millrace.benchmarks.rig.Service;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** From the request to its completion as a client sees both, one client at a time. */
final class IdleLatency implements Measure {
  private static final String MEDIAN = "latency.idle.p50";
  private static final String TAIL = "latency.idle.p99";
  private static final String PROJECT = "bench-idle";

  @Override
  public List<String> ids() {
    return List.of(MEDIAN, TAIL);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    rig.reset();
    rig.ensureTopology(PROJECT);
    try (Service _ = rig.start("content-worker", PROJECT);
        Service api = rig.start("agents-api", PROJECT);
        HttpLoad client = HttpLoad.connect(api.address(), 1)) {
      var sessions = ContentSession.waiting(rig.token());
      client.run(Arrivals.atOnce(), sessions, config.warmup());
      List<Double> medians = new ArrayList<>();
      List<Double> tails = new ArrayList<>();
      for (int round = 1; round <= config.rounds(); round++) {
        List<Double> latencies =
            client.run(Arrivals.atOnce(), sessions, config.duration()).latencies();
        medians.add(1_000 * Statistics.percentile(latencies, 0.5));
        tails.add(1_000 * Statistics.percentile(latencies, 0.99));
        Progress.say(MEDIAN, "round " + round + ",", medians.getLast(), "ms");
        Progress.say(TAIL, "round " + round + ",", tails.getLast(), "ms");
      }
      return List.of(
          Measurement.of(MEDIAN, "ms", medians, new Bound.AtMost(30)),
          Measurement.of(TAIL, "ms", tails, new Bound.AtMost(150)));
    } finally {
      rig.reset();
    }
  }
}
