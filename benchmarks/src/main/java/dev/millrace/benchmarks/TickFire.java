package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Schedules;
import dev.millrace.benchmarks.load.TickCaller;
import dev.millrace.benchmarks.peer.DbScheduler;
import dev.millrace.benchmarks.peer.Peer;
import dev.millrace.benchmarks.peer.PlainSql;
import dev.millrace.benchmarks.peer.Quartz;
import dev.millrace.benchmarks.report.Bound;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Round;
import dev.millrace.benchmarks.rig.Rig;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs that ticks decide, record, advance and publish, in units of the better of two schedulers
 * that execute as many jobs that do nothing, and in units of plain SQL.
 */
final class TickFire implements Measure {
  private static final String ID = "tick.fire";
  private static final String SQL_ID = "tick.fire.sql";
  private static final String UNIT = "jobs/s";
  private static final int JOBS = 20_000;
  private static final int WARMUP_JOBS = 10_000;

  @Override
  public List<String> ids() {
    return List.of(ID, SQL_ID);
  }

  @Override
  public List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException {
    try (TickStand stand = TickStand.start(rig, "bench-tick-fire", Schedules.Job.COMMAND);
        Peer dbScheduler = DbScheduler.on(rig.jdbcUrl());
        Peer quartz = Quartz.on(rig.jdbcUrl());
        Peer sql = PlainSql.on(rig.jdbcUrl())) {
      stand.warmUp(config.warmup());
      for (Peer peer : List.of(dbScheduler, quartz, sql)) {
        rate("warm-up", peer, WARMUP_JOBS, config.warmup().dividedBy(3));
      }
      List<Round> peers = new ArrayList<>();
      List<Round> plain = new ArrayList<>();
      for (int round = 1; round <= config.rounds(); round++) {
        String name = "round " + round;
        double rate = value(name, stand);
        rig.reset();
        double first = rate(name, dbScheduler, JOBS, config.duration());
        rig.reset();
        double second = rate(name, quartz, JOBS, config.duration());
        rig.reset();
        peers.add(new Round(rate, Math.max(first, second)));
        plain.add(new Round(rate, rate(name, sql, JOBS, config.duration())));
      }
      return List.of(
          Measurement.of(ID, UNIT, peers, new Bound.AtLeast(3)),
          Measurement.of(SQL_ID, UNIT, plain, new Bound.AtLeast(0.4)));
    }
  }

  private static double value(String round, TickStand stand)
      throws IOException, SQLException, InterruptedException {
    double before = stand.service().cpuSeconds();
    TickCaller.Outcome outcome = stand.fire(JOBS);
    double cpu = (stand.service().cpuSeconds() - before) / JOBS;
    Progress.say(ID, round + ", ticks (" + outcome.ticks() + ")", outcome.rate(), UNIT);
    Progress.say(ID, round + ", their processor time", cpu * 1e6, "µs/job");
    return outcome.rate();
  }

  private static double rate(String round, Peer peer, int jobs, Duration most)
      throws SQLException, InterruptedException {
    double rate = peer.rate(jobs, most);
    Progress.say(ID, round + ", " + peer.label(), rate, UNIT);
    return rate;
  }
}
