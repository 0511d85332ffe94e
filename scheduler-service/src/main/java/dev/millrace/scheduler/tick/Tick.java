package dev.millrace.scheduler.tick;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.execution.ExecutionRunner;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.DueSchedules.Taken;
import dev.millrace.scheduler.storage.ScheduleStorage;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Fires what is due, in transactions of many schedules each, until nothing is left or its time is
 * up. Any number of ticks may run at once, in one process or several: none waits for another.
 */
@Singleton
public final class Tick {
  private final ScheduleStorage storage;
  private final Firing firing;
  private final Housekeeping housekeeping;
  private final ExecutionRunner executions;
  private final TickConfig config;

  Tick(
      ScheduleStorage storage,
      Firing firing,
      Housekeeping housekeeping,
      ExecutionRunner executions,
      TickConfig config) {
    this.storage = storage;
    this.firing = firing;
    this.housekeeping = housekeeping;
    this.executions = executions;
    this.config = config;
  }

  /**
   * Runs one tick. The jobs that it begins in this service go on after it.
   *
   * @throws DatabaseException when the database is away; what was not committed is as it was, and
   *     the next tick does it
   */
  public TickResult run() {
    return run(false);
  }

  /**
   * As {@link #run}, and waits for the jobs that it begins in this service until its time is up:
   * where ticks come by calls, there may be no CPU between them.
   */
  public TickResult runAndWait() {
    return run(true);
  }

  private TickResult run(boolean isWaiting) {
    Budget budget = new Budget(config.budget());
    TickLog log = new TickLog(ContentRequestRepository.newId());
    log.started();
    Tally tally = new Tally();
    Optional<Taken> last = fireAll(budget, log, tally);
    long others = last.map(Tick::othersClaims).orElse(0L);
    tally.claimedByOthers(others);
    log.alreadyClaimed(others);
    // Firing comes first; what is found to be done besides waits where time is up.
    Chores chores =
        last.isPresent() && budget.hasLeft()
            ? afterFiring(last.get().found(), tally, budget, isWaiting)
            : Chores.NONE;
    TickResult result = tally.result(log.tick(), budget.spent().toMillis(), chores);
    log.completed(result);
    return result;
  }

  /**
   * Fires in all lanes until nothing is left, or time is up. Lanes overlap: while one waits for the
   * database, another one publishes, and another one plans.
   *
   * @return the last set, with what was seen beside it; empty when time was up before
   */
  private Optional<Taken> fireAll(Budget budget, TickLog log, Tally tally) {
    Lane own = lane(budget, log);
    try (Lanes others = new Lanes(config.lanes() - 1, () -> drained(lane(budget, log)))) {
      Optional<Taken> last;
      do {
        last = own.fireAndLook(others::begin);
        if (last.isEmpty()) {
          own.drain();
        }
        tally.add(others.await());
      } while (last.isEmpty() && budget.hasLeft());
      tally.add(own.tally());
      return last;
    }
  }

  private static Tally drained(Lane lane) {
    lane.drain();
    return lane.tally();
  }

  private Lane lane(Budget budget, TickLog log) {
    return new Lane(storage, firing, config, budget, log);
  }

  /** Jobs run while the chores are done. */
  private Chores afterFiring(
      DueSchedules.Found found, Tally tally, Budget budget, boolean isWaiting) {
    ExecutionRunner.Round round = executions.round(budget.left());
    if (tally.hasFiredExecutions() || found.hasDueExecutions()) {
      round.begin();
    }
    Chores chores = housekeeping.run(found);
    if (isWaiting) {
      round.await();
    }
    return chores.with(round);
  }

  private static long othersClaims(Taken taken) {
    return Math.max(0, taken.seen() - taken.size());
  }
}
