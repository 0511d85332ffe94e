package dev.millrace.scheduler.tick;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.execution.ExecutionRunner;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Planner;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

  /** What one transaction did. */
  private record Batch(DueSchedules.Taken taken, Fired fired, boolean isMoreDue) {}

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
    long start = System.nanoTime();
    UUID tick = ContentRequestRepository.newId();
    TickLog log = new TickLog(tick);
    log.started();
    Tally tally = new Tally();
    BatchSize size = new BatchSize(config.batch());
    Batch batch = next(tick, size, tally, log);
    if (isMoreDue(batch)) {
      inLanes(tick, start, log).forEach(tally::add);
    }
    while (isMoreDue(batch) && isInTime(start)) {
      batch = next(tick, size, tally, log);
    }
    if (batch != null && !batch.isMoreDue) {
      long others = othersClaims(batch.taken);
      tally.claimedByOthers(others);
      log.alreadyClaimed(others);
    }
    // Firing comes first; what is found to be done besides waits where time is up.
    Chores chores =
        batch != null && isInTime(start)
            ? afterFiring(batch.taken.found(), tally, start, isWaiting)
            : Chores.NONE;
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    TickResult result = tally.result(tick, millis, chores);
    log.completed(result);
    return result;
  }

  /** Jobs run while the chores are done. */
  private Chores afterFiring(DueSchedules.Found found, Tally tally, long start, boolean isWaiting) {
    ExecutionRunner.Round round = executions.round(left(start));
    if (tally.hasFiredExecutions() || found.hasDueExecutions()) {
      round.begin();
    }
    Chores chores = housekeeping.run(found);
    if (isWaiting) {
      round.await();
    }
    return chores.with(round);
  }

  /** While one lane waits for the database, another one publishes, and another one plans. */
  private List<Tally> inLanes(UUID tick, long start, TickLog log) {
    try (ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Tally>> running = new ArrayList<>();
      for (int lane = 0; lane < config.lanes(); lane++) {
        running.add(lanes.submit(() -> drain(tick, start, log)));
      }
      List<Tally> tallies = new ArrayList<>();
      for (Future<Tally> lane : running) {
        tallies.add(lane.get());
      }
      return tallies;
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted between two transactions", interrupted);
    }
  }

  private Tally drain(UUID tick, long start, TickLog log) {
    Tally tally = new Tally();
    BatchSize size = new BatchSize(config.batch());
    Batch batch;
    do {
      batch = next(tick, size, tally, log);
    } while (isMoreDue(batch) && isInTime(start));
    return tally;
  }

  private static boolean isMoreDue(@Nullable Batch batch) {
    return batch == null || batch.isMoreDue;
  }

  private boolean isInTime(long start) {
    return left(start).isPositive();
  }

  private Duration left(long start) {
    return config.budget().minusNanos(System.nanoTime() - start);
  }

  /** Null when a schedule was to blame for a failure, and the set must be taken once more. */
  private @Nullable Batch next(UUID tick, BatchSize size, Tally tally, TickLog log) {
    Batch batch;
    try {
      batch = storage.write(unit -> fire(unit, tick, size.get()));
    } catch (DatabaseException failure) {
      if (!failure.isCausedByARow()) {
        throw failure;
      }
      isolate(failure, size, tally, log);
      return null;
    }
    size.succeeded();
    log.executing(batch.fired);
    firing.publish(batch.fired);
    log.executed(batch.fired, batch.taken.unreadable());
    tally.took(batch.taken.schedules().size());
    tally.failed(batch.taken.unreadable().size());
    tally.fired(batch.fired);
    return batch;
  }

  private Batch fire(Transaction unit, UUID tick, int most) {
    DueSchedules.Taken taken = unit.due().take(most);
    List<Planned> planned = plan(unit, taken);
    Fired fired = firing.write(unit, tick, planned);
    unit.due().postpone(taken.unreadable());
    int read = taken.schedules().size() + taken.unreadable().size();
    boolean isCut = planned.size() < taken.schedules().size();
    DueSchedules.Taken done =
        isCut ? taken.only(planned.stream().map(Planned::schedule).toList()) : taken;
    return new Batch(done, fired, isCut || read == most);
  }

  /** Plans as many schedules as one transaction may fire; the others stay due. */
  private List<Planned> plan(Transaction unit, DueSchedules.Taken taken) {
    Map<UUID, Runs> runs =
        unit.ledger().runs(taken.schedules().stream().filter(Tick::mayWait).toList());
    List<Planned> planned = new ArrayList<>();
    int fires = 0;
    for (Schedule schedule : taken.schedules()) {
      if (fires >= config.mostFires()) {
        break;
      }
      Runs known = runs.getOrDefault(schedule.id(), Runs.NONE);
      Plan plan = Planner.plan(schedule, taken.takenAt(), known);
      planned.add(new Planned(schedule, plan));
      fires += plan.fires();
    }
    return planned;
  }

  /** Whether older slots matter: they always do for what is looked at before its next slot. */
  private static boolean mayWait(Schedule schedule) {
    return schedule.policies().overlap() != Overlap.ALLOW
        || !Objects.equals(
            schedule.state().nextFireAt(), schedule.nextDue().map(schedule::fireTime).orElse(null));
  }

  private static long othersClaims(DueSchedules.Taken taken) {
    return Math.max(0, taken.seen() - taken.schedules().size() - taken.unreadable().size());
  }

  /** Finds the schedule that makes a set fail by halving the set, and puts it aside. */
  private void isolate(DatabaseException failure, BatchSize size, Tally tally, TickLog log) {
    if (size.isOne()) {
      storage
          .write(unit -> unit.due().postponeFirst())
          .ifPresent(
              culprit -> {
                tally.failed(1);
                log.postponed(culprit, failure);
              });
      size.succeeded();
    } else {
      size.failed();
    }
  }
}
