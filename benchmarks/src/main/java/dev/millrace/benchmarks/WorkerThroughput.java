package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Document;
import dev.millrace.benchmarks.load.Drainage;
import dev.millrace.benchmarks.load.NoopConsumer;
import dev.millrace.benchmarks.load.Publisher;
import dev.millrace.benchmarks.load.SqlLoad;
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
 * Messages that content-worker takes from a topic to a completed row, with content and events, in
 * units of the slower of: consuming them and doing nothing, and writing the rows by plain SQL.
 */
final class WorkerThroughput implements Measure {
  private static final String ID = "worker.throughput";
  private static final String UNIT = "messages/s";
  private static final String PROJECT = "bench-worker";
  private static final String NOOP_PROJECT = "bench-noop";
  private static final int WARMUP_SET = 5_000;
  private static final int WRITERS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public List<String> ids() {
    return List.of(ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    rig.reset();
    rig.ensureTopology(PROJECT);
    rig.ensureTopology(NOOP_PROJECT);
    try (Service worker = rig.start("content-worker", PROJECT);
        Publisher publisher = new Publisher(rig.brokerAddress(), PROJECT);
        NoopConsumer noop = NoopConsumer.start(rig.brokerAddress(), NOOP_PROJECT);
        Publisher noopPublisher = new Publisher(rig.brokerAddress(), NOOP_PROJECT);
        Connection connection = rig.connect()) {
      Drainage.Counter completed = () -> completed(connection);
      double rate = warmUp(publisher, completed, config.warmup());
      Progress.say(ID, "warmed up at", rate, UNIT);
      double noopRate = warmUp(noopPublisher, noop::count, config.warmup().dividedBy(6));
      List<Document> documents = Document.sample(connection, SqlLoad.SET);
      SqlLoad sql = new SqlLoad(rig::connect);
      List<Round> rounds = new ArrayList<>();
      for (int round = 1; round <= config.rounds(); round++) {
        rig.reset();
        double cpuBefore = worker.cpuSeconds();
        rate = drain(publisher, rate, completed, config);
        double cpu = (worker.cpuSeconds() - cpuBefore) / completed(connection);
        Progress.say(ID, "round " + round + ", worker", rate, UNIT);
        Progress.say(ID, "round " + round + ", its processor time", cpu * 1e6, "µs/message");
        noopRate = drain(noopPublisher, noopRate, noop::count, config);
        Progress.say(ID, "round " + round + ", no-op consumer", noopRate, UNIT);
        rig.reset();
        double sqlRate = sql.completed(WRITERS, documents, config.duration());
        Progress.say(ID, "round " + round + ", plain SQL", sqlRate, UNIT);
        rounds.add(new Round(rate, Math.min(noopRate, sqlRate)));
      }
      return List.of(Measurement.of(ID, UNIT, rounds, new Bound.AtLeast(0.5)));
    } finally {
      rig.reset();
    }
  }

  /** Drains sets for the time of the warm-up; answers the last one's rate. */
  private static double warmUp(Publisher publisher, Drainage.Counter counter, Duration time)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    int messages = WARMUP_SET;
    double rate;
    do {
      rate = Drainage.rate(publisher, messages, counter, PATIENCE);
      messages = Math.max(WARMUP_SET, (int) (2 * rate));
    } while (System.nanoTime() < end);
    return rate;
  }

  private static double drain(
      Publisher publisher, double expectedRate, Drainage.Counter counter, BenchConfig config)
      throws SQLException, InterruptedException {
    int messages =
        Math.max(WARMUP_SET, (int) (expectedRate * config.duration().toMillis() / 1_000));
    return Drainage.rate(publisher, messages, counter, PATIENCE);
  }

  private static long completed(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM request_events WHERE event = 'completed'")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
