package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Schedules;
import dev.millrace.benchmarks.load.TickCaller;
import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Figure;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Statistics;
import dev.millrace.benchmarks.rig.Rig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How long a tick takes that finds 10,000 jobs due, as its caller sees it. */
final class TickTail implements Measure {
  private static final String ID = "tick.10k.p99";
  private static final int JOBS = 10_000;
  private static final int TICKS_PER_ROUND = 10;

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    try (TickStand stand = TickStand.start(rig, "bench-tick-tail", Schedules.Job.COMMAND)) {
      stand.warmUp(config.warmup());
      List<Double> seconds = new ArrayList<>();
      for (int tick = 1; tick <= TICKS_PER_ROUND * config.rounds(); tick++) {
        TickCaller.Outcome outcome = stand.fire(JOBS);
        if (outcome.ticks() != 1) {
          throw new IllegalStateException("One tick was to fire all, not " + outcome.ticks());
        }
        seconds.add(outcome.seconds());
      }
      Progress.say(
          ID,
          "%d ticks, median %s, longest"
              .formatted(seconds.size(), Figure.readable(Statistics.median(seconds))),
          Statistics.percentile(seconds, 1),
          "s");
      // Below a hundred ticks this is the longest.
      double tail = Statistics.percentile(seconds, 0.99);
      return List.of(Measurement.of(ID, "s", List.of(tail), new Bound.AtMost(2)));
    }
  }
}
