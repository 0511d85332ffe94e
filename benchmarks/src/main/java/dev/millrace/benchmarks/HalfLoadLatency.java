package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Arrivals;
import dev.millrace.benchmarks.load.ContentSession;
import dev.millrace.benchmarks.load.HttpLoad;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Statistics;
import dev.millrace.benchmarks.rig.Rig;
import dev.millrace.benchmarks.rig.Service;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * From the request to its completion as clients see both, who come evenly and at half the rate at
 * which 64 of them, each beginning again when it is done, are served.
 */
final class HalfLoadLatency implements Measure {
  private static final String ID = "latency.half_load.p99";
  private static final String PROJECT = "bench-half-load";
  private static final int CLIENTS = 64;
  private static final int CONNECTIONS = 512;

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    rig.reset();
    rig.ensureTopology(PROJECT);
    try (Service _ = rig.start("content-worker", PROJECT);
        Service api = rig.start("agents-api", PROJECT);
        HttpLoad closed = HttpLoad.connect(api.address(), CLIENTS);
        HttpLoad open = HttpLoad.connect(api.address(), CONNECTIONS)) {
      var sessions = ContentSession.waiting(rig.token());
      closed.run(Arrivals.atOnce(), sessions, config.warmup());
      List<Double> tails = new ArrayList<>();
      for (int round = 1; round <= config.rounds(); round++) {
        rig.reset();
        double most = closed.run(Arrivals.atOnce(), sessions, config.duration()).rate();
        Progress.say(ID, "round " + round + ", at most", most, "requests/s");
        List<Double> latencies =
            open.run(Arrivals.perSecond(most / 2), sessions, config.duration()).latencies();
        tails.add(1_000 * Statistics.percentile(latencies, 0.99));
        Progress.say(ID, "round " + round + ", at half of it", tails.getLast(), "ms");
      }
      return List.of(Measurement.of(ID, "ms", tails, null));
    } finally {
      rig.reset();
    }
  }
}
