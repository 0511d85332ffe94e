package dev.millrace.scheduler.tick;

import dev.millrace.database.DatabaseException;
import dev.millrace.dispatch.Sweep;
import dev.millrace.retention.Retention;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.waking.Waking;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chores of a tick, each bounded, and none of them able to make a tick fail that has fired. All
 * but the pruning, which comes once an hour, run only where the tick's own look at the database has
 * found something to do.
 */
@Singleton
final class Housekeeping {
  private static final Logger logger = LoggerFactory.getLogger(Housekeeping.class);
  private static final int MOST_EXPIRED = 500;
  private static final int MOST_PRUNED = 1_000;
  private static final long PRUNE_EVERY = Duration.ofHours(1).toNanos();

  private final ScheduleStorage storage;
  private final Commands commands;
  private final Sweep sweep;
  private final Waking waking;
  private final Retention retention;
  private final TickConfig config;
  private final ShadowConfig shadow;
  private final AtomicLong nextPrune = new AtomicLong(System.nanoTime());

  Housekeeping(
      ScheduleStorage storage,
      Commands commands,
      Sweep sweep,
      Waking waking,
      Retention retention,
      TickConfig config,
      ShadowConfig shadow) {
    this.storage = storage;
    this.commands = commands;
    this.sweep = sweep;
    this.waking = waking;
    this.retention = retention;
    this.config = config;
    this.shadow = shadow;
  }

  /** Does what was found to be due. */
  Chores run(DueSchedules.Found found) {
    Sweep.Result swept = found.isSweepDue() ? sweep() : new Sweep.Result(0, 0);
    boolean isPruneDue = isPruneDue();
    return new Chores(
        swept.published(),
        swept.freed(),
        found.hasUnpublished() ? attempt("commands", commands::publishOverdue) : 0,
        found.hasOverdueRuns() ? attempt("runs", this::expire) : 0,
        isPruneDue ? attempt("ledger", this::pruneLedger) : 0,
        isPruneDue ? attempt("retention", this::pruneRows) : 0,
        0,
        0,
        waking.isOn() && attempt("waking", () -> wake(found) ? 1 : 0) > 0);
  }

  private boolean wake(DueSchedules.Found found) {
    return found.isWorkDue() ? waking.wake() : found.hasRuns() && wakeForCommands();
  }

  /**
   * Where no request waits, a command may, at the broker or for its next attempt. One that the
   * broker has lost looks the same, so the pauses grow with its age.
   */
  private boolean wakeForCommands() {
    return storage
        .write(unit -> unit.ledger().ageOfYoungestRun(JobType.DONE_BY_WORKER))
        .filter(age -> waking.wake(age.dividedBy(2)))
        .isPresent();
  }

  private Sweep.Result sweep() {
    try {
      return sweep.run();
    } catch (DatabaseException failure) {
      log("sweep", failure);
      return new Sweep.Result(0, 0);
    }
  }

  private int expire() {
    return storage.write(
        unit -> unit.executions().expire(MOST_EXPIRED) + unit.ledger().expire(MOST_EXPIRED));
  }

  private int pruneLedger() {
    return goingOn(
        storage.write(
            unit -> {
              if (!shadow.enabled()) {
                // The next shadow path begins where the live one is then.
                unit.shadow().stop();
              }
              return unit.prune(config.retention(), MOST_PRUNED);
            }));
  }

  private int pruneRows() {
    return goingOn(retention.prune(MOST_PRUNED));
  }

  /** Where more may be left, the next tick goes on. */
  private int goingOn(int pruned) {
    if (pruned >= MOST_PRUNED) {
      nextPrune.set(System.nanoTime());
    }
    return pruned;
  }

  /** One tick of this process an hour. */
  private boolean isPruneDue() {
    long due = nextPrune.get();
    long now = System.nanoTime();
    return now - due >= 0 && nextPrune.compareAndSet(due, now + PRUNE_EVERY);
  }

  private static int attempt(String chore, IntSupplier work) {
    try {
      return work.getAsInt();
    } catch (DatabaseException failure) {
      log(chore, failure);
      return 0;
    }
  }

  private static void log(String chore, DatabaseException failure) {
    logger
        .atWarn()
        .addKeyValue("event", "housekeeping.failed")
        .addKeyValue("chore", chore)
        .log("A chore was not done, the next tick tries again: {}", failure.getMessage());
  }
}
