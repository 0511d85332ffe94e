package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Arrivals;
import dev.millrace.benchmarks.load.ContentSession;
import dev.millrace.benchmarks.load.HttpLoad;
import dev.millrace.benchmarks.load.TickSession;
import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.rig.Rig;
import dev.millrace.benchmarks.rig.Service;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The largest resident set of each service while 64 clients ask agents-api for content and wait for
 * it, and ten ticks a second come to scheduler-service.
 */
final class Memory implements Measure {
  private static final String PROJECT = "bench-memory";
  private static final int CLIENTS = 64;
  private static final double TICKS_PER_SECOND = 10;
  private static final Bound MOST = new Bound.AtMost(300);

  @Override
  public List<String> ids() {
    return List.of("memory.agents-api", "memory.content-worker", "memory.scheduler-service");
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    rig.reset();
    rig.ensureTopology(PROJECT);
    try (Service worker = rig.start("content-worker", PROJECT);
        Service api = rig.start("agents-api", PROJECT);
        Service scheduler = rig.start("scheduler-service", PROJECT);
        HttpLoad clients = HttpLoad.connect(api.address(), CLIENTS);
        HttpLoad ticks = HttpLoad.connect(scheduler.address(), 1)) {
      List<Measurement> measurements = new ArrayList<>();
      List<Double> apiSizes = new ArrayList<>();
      List<Double> workerSizes = new ArrayList<>();
      List<Double> schedulerSizes = new ArrayList<>();
      Duration slice = config.warmup().plus(config.duration()).dividedBy(config.rounds());
      for (int round = 1; round <= config.rounds(); round++) {
        clients.run(Arrivals.atOnce(), ContentSession.waiting(rig.token()), slice);
        ticks.run(
            Arrivals.perSecond(TICKS_PER_SECOND),
            () -> new TickSession(rig.cronSecret()),
            config.duration().dividedBy(2));
        apiSizes.add(api.largestResidentMegabytes());
        workerSizes.add(worker.largestResidentMegabytes());
        schedulerSizes.add(scheduler.largestResidentMegabytes());
        Progress.say("memory.agents-api", "round " + round + ",", apiSizes.getLast(), "MB");
        Progress.say("memory.content-worker", "round " + round + ",", workerSizes.getLast(), "MB");
        Progress.say(
            "memory.scheduler-service", "round " + round + ",", schedulerSizes.getLast(), "MB");
      }
      measurements.add(largest("memory.agents-api", apiSizes));
      measurements.add(largest("memory.content-worker", workerSizes));
      measurements.add(largest("memory.scheduler-service", schedulerSizes));
      return measurements;
    } finally {
      rig.reset();
    }
  }

  /** The largest so far only grows: the last is the largest of all. */
  private static Measurement largest(String id, List<Double> sizes) {
    return Measurement.of(id, "MB", List.of(sizes.getLast()), MOST);
  }
}
