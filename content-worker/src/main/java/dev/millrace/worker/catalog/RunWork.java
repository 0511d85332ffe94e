package dev.millrace.worker.catalog;

import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.RunOutcome;
import dev.millrace.catalog.SummaryRepository;
import dev.millrace.command.RunReports;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.lease.LeaseKeeper;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one run from its lease to its end, which is written with the day's summary and the
 * report to its schedule in one transaction. Runs on the caller's thread, which is interrupted when
 * the lease is lost or the worker stops.
 */
@Singleton
final class RunWork {
  private final Database database;
  private final RunLeaseRepository runs;
  private final LeaseKeeper leases;
  private final SummaryRepository summaries;
  private final RunReports reports;
  private final JobRunner jobs;
  private final Reviewer reviewer;
  private final Housekeeping housekeeping;
  private final QueueProgress queue;

  RunWork(
      Database database,
      RunLeaseRepository runs,
      RunLeases leases,
      SummaryRepository summaries,
      RunReports reports,
      JobRunner jobs,
      Reviewer reviewer,
      Housekeeping housekeeping,
      QueueProgress queue) {
    this.database = database;
    this.runs = runs;
    this.leases = leases.keeper();
    this.summaries = summaries;
    this.reports = reports;
    this.jobs = jobs;
    this.reviewer = reviewer;
    this.housekeeping = housekeeping;
    this.queue = queue;
  }

  /** How long a run of a command may take. */
  static Duration limit(CatalogCommand command) {
    return switch (command) {
      case WORKER -> Duration.ofHours(3);
      case REVIEW -> Duration.ofHours(4);
      case CLEANUP, BACKUP -> Duration.ofHours(1);
      case WATCHDOG -> Duration.ofMinutes(30);
    };
  }

  /**
   * Carries a run out.
   *
   * @param takenNanos {@link System#nanoTime} from before it was taken
   * @param isStopping whether this worker stops
   */
  void work(TakenRun taken, long takenNanos, BooleanSupplier isStopping, RunProgress progress) {
    AtomicBoolean isLost = new AtomicBoolean();
    Thread here = Thread.currentThread();
    leases.keep(
        taken.lease(),
        takenNanos,
        () -> {
          isLost.set(true);
          here.interrupt();
        });
    long began = System.nanoTime();
    Tally tally = new Tally();
    RunLog.began(taken.run());
    try {
      Limits limits =
          Limits.in(limit(taken.run().command()), () -> isLost.get() || isStopping.getAsBoolean());
      String error = carryOut(taken, limits, tally, progress);
      Thread.interrupted();
      if (isLost.get()) {
        RunLog.lost(taken.run());
      } else if (isStopping.getAsBoolean() && taken.run().executionKey() != null) {
        release(taken);
      } else {
        end(taken, outcome(taken, limits, tally), error, tally, began);
      }
    } finally {
      leases.release(taken.lease());
    }
  }

  /** Why it failed; null when it did not. */
  private @Nullable String carryOut(
      TakenRun taken, Limits limits, Tally tally, RunProgress progress) {
    try {
      switch (taken.run().command()) {
        case WORKER -> {
          queue.follow(taken.isApply(), tally, progress);
          jobs.drain(taken.lease().id(), taken.isApply(), limits, tally);
        }
        case REVIEW -> reviewer.review(taken, limits, tally, progress);
        case CLEANUP -> housekeeping.cleanUp(limits, tally);
        case WATCHDOG -> housekeeping.watch(limits, tally);
        case BACKUP -> housekeeping.backUp(taken, tally);
      }
      return null;
    } catch (InterruptedException cut) {
      return null;
    } catch (RunFailed failed) {
      return failed.reason();
    } catch (DatabaseException away) {
      return "The database refused or was away (" + away.state() + ").";
    } catch (RuntimeException fault) {
      // Whatever it was, the run must end, or it would seem to go on until its lease ends.
      RunLog.fault(taken.run(), fault);
      return "It failed in an unforeseen way.";
    }
  }

  private static RunOutcome outcome(TakenRun taken, Limits limits, Tally tally) {
    if (limits.isLate()) {
      return RunOutcome.TIME_LIMIT;
    }
    if (limits.isOver()) {
      return RunOutcome.STOPPED;
    }
    if (taken.run().command() == CatalogCommand.WORKER) {
      if (tally.of("jobs_behind_the_gate") > 0) {
        RunLog.blocked(taken.run());
        return RunOutcome.BLOCKED;
      }
      if (tally.of("jobs_claimed") == 0) {
        RunLog.nothing(taken.run());
        return RunOutcome.NOTHING_TO_DO;
      }
    }
    return Housekeeping.isNothing(tally.counts()) ? RunOutcome.NOTHING_TO_DO : RunOutcome.DONE;
  }

  private void end(
      TakenRun taken, RunOutcome outcome, @Nullable String error, Tally tally, long began) {
    boolean isEnded = database.write(connection -> end(connection, taken, outcome, error, tally));
    if (isEnded) {
      RunLog.ended(taken.run(), outcome, error, tally, Duration.ofNanos(System.nanoTime() - began));
    } else {
      RunLog.lost(taken.run());
    }
  }

  private boolean end(
      Connection connection,
      TakenRun taken,
      RunOutcome outcome,
      @Nullable String error,
      Tally tally) {
    if (!runs.end(connection, taken.lease(), outcome, error, tally)) {
      return false;
    }
    Map<String, Long> day = new HashMap<>(tally.counts());
    day.put("runs", 1L);
    day.put("runs_failed", error == null ? 0L : 1L);
    summaries.add(connection, day, tally.cost());
    CatalogRun run = taken.run();
    if (run.executionKey() != null) {
      reports.report(
          connection, List.of(new RunReports.End(run.executionKey(), run.organizationId(), error)));
    }
    return true;
  }

  private void release(TakenRun taken) {
    if (database.write(connection -> runs.release(connection, taken.lease()))) {
      RunLog.released(taken.run());
    }
  }
}
