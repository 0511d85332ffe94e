package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Schedules;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.rig.Rig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Content requests that ticks fire: each is a row and an event more than a command is. */
final class TickRequests implements Measure {
  private static final String ID = "tick.fire.requests";
  private static final String UNIT = "jobs/s";
  private static final int JOBS = 20_000;

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    try (TickStand stand = TickStand.start(rig, "bench-tick-requests", Schedules.Job.REQUEST)) {
      stand.warmUp(config.warmup());
      List<Double> rates = new ArrayList<>();
      for (int round = 1; round <= config.rounds(); round++) {
        rates.add(stand.fire(JOBS).rate());
        Progress.say(ID, "round " + round + ",", rates.getLast(), UNIT);
      }
      return List.of(Measurement.of(ID, UNIT, rates, null));
    }
  }
}
