package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Arrivals;
import dev.millrace.benchmarks.load.ContentSession;
import dev.millrace.benchmarks.load.HttpLoad;
import dev.millrace.benchmarks.load.SqlLoad;
import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Round;
import dev.millrace.benchmarks.rig.Rig;
import dev.millrace.benchmarks.rig.Service;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Requests that agents-api accepts, durably and published, from 64 clients, in units of plain
 * inserts of a row each into the same table.
 */
final class ApiIngest implements Measure {
  private static final String ID = "api.ingest";
  private static final String UNIT = "requests/s";
  private static final String PROJECT = "bench-ingest";
  private static final int CLIENTS = 64;
  private static final int CONNECTIONS = 20;

  /** Nothing ends here, and all is to be published: as if workers kept up. Places are counted. */
  private static final Map<String, String> PLACES_FOR_ALL = Map.of("ORG_MAX_IN_FLIGHT", "1000000");

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    rig.reset();
    rig.ensureTopicsOnly(PROJECT);
    try (Service api = rig.start("agents-api", PROJECT, PLACES_FOR_ALL);
        HttpLoad clients = HttpLoad.connect(api.address(), CLIENTS)) {
      SqlLoad sql = new SqlLoad(rig::connect);
      Progress.say(ID, "warmed up at", ingest(clients, rig, config.warmup()), UNIT);
      sql.inserted(CONNECTIONS, config.warmup().dividedBy(6));
      List<Round> rounds = new ArrayList<>();
      for (int round = 1; round <= config.rounds(); round++) {
        rig.reset();
        double cpuBefore = api.cpuSeconds();
        double rate = ingest(clients, rig, config.duration());
        double cpu = (api.cpuSeconds() - cpuBefore) / (rate * config.duration().toNanos() / 1e9);
        Progress.say(ID, "round " + round + ", agents-api", rate, UNIT);
        Progress.say(ID, "round " + round + ", its processor time", cpu * 1e6, "µs/request");
        rig.reset();
        double baseline = sql.inserted(CONNECTIONS, config.duration());
        Progress.say(ID, "round " + round + ", plain inserts", baseline, UNIT);
        rounds.add(new Round(rate, baseline));
      }
      return List.of(Measurement.of(ID, UNIT, rounds, new Bound.AtLeast(1)));
    } finally {
      rig.reset();
    }
  }

  private static double ingest(HttpLoad clients, Rig rig, Duration duration) throws IOException {
    return clients.run(Arrivals.atOnce(), ContentSession.posting(rig.token()), duration).rate();
  }
}
