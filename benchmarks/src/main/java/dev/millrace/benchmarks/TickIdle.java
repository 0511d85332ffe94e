package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Arrivals;
import dev.millrace.benchmarks.load.HttpLoad;
import dev.millrace.benchmarks.load.Schedules;
import dev.millrace.benchmarks.load.TickSession;
import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Statistics;
import dev.millrace.benchmarks.rig.Rig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How long a tick takes that finds nothing due among a million schedules, as its caller sees it.
 */
final class TickIdle implements Measure {
  private static final String ID = "tick.idle";
  private static final int SCHEDULES = 1_000_000;

  /** Longer than any run, so that none comes due. */
  private static final int FIRST_DUE_SECONDS = 7_200;

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    try (TickStand stand = TickStand.start(rig, "bench-tick-idle", Schedules.Job.COMMAND);
        HttpLoad client = HttpLoad.connect(stand.service().address(), 1)) {
      Progress.say(ID, "making a million schedules");
      stand.schedules().later(SCHEDULES, FIRST_DUE_SECONDS);
      Supplier<TickSession> ticks = () -> new TickSession(rig.cronSecret());
      client.run(Arrivals.atOnce(), ticks, config.warmup());
      List<Double> tails = new ArrayList<>();
      for (int round = 1; round <= config.rounds(); round++) {
        List<Double> latencies =
            client.run(Arrivals.atOnce(), ticks, config.duration()).latencies();
        tails.add(1_000 * Statistics.percentile(latencies, 0.99));
        Progress.say(
            ID,
            "round " + round + ", " + latencies.size() + " ticks, median",
            1_000 * Statistics.median(latencies),
            "ms");
        Progress.say(ID, "round " + round + ", p99", tails.getLast(), "ms");
      }
      return List.of(Measurement.of(ID, "ms", tails, new Bound.AtMost(20)));
    }
  }
}
