package dev.millrace.benchmarks;

import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Round;
import dev.millrace.benchmarks.rig.Rig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * From exec to the first healthy answer with the JDK's ahead-of-time cache, in units of the same
 * without, on a database that is migrated.
 */
record ColdStart(String service) implements Measure {
  private static final String PROJECT = "bench-cold-start";
  private static final int FEWEST_PAIRS = 3;

  @Override
  public List<String> ids() {
    return List.of(id());
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, InterruptedException {
    rig.ensureTopology(PROJECT);
    // The first start of each kind also reads the files from disk, which is not what is measured.
    rig.coldStart(service, PROJECT, true);
    rig.coldStart(service, PROJECT, false);
    List<Round> rounds = new ArrayList<>();
    for (int round = 1; round <= Math.max(FEWEST_PAIRS, config.rounds()); round++) {
      double cached = rig.coldStart(service, PROJECT, true);
      Progress.say(id(), "round " + round + ", with the cache", cached, "s");
      double plain = rig.coldStart(service, PROJECT, false);
      Progress.say(id(), "round " + round + ", without", plain, "s");
      rounds.add(new Round(cached, plain));
    }
    return List.of(Measurement.of(id(), "s", rounds, new Bound.AtMost(0.45)));
  }

  private String id() {
    return "cold_start." + service;
  }
}
