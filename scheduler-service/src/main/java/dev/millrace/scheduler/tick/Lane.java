package dev.millrace.scheduler.tick;

import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Planner;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.DueSchedules.Taken;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of one tick, one after the other, each of which takes a set of schedules and fires
 * it. Not for use by several threads; any number of lanes may be under way at once. Whatever ends a
 * lane, but for what a single schedule is to blame for, leaves the others of its tick no budget.
 */
final class Lane {
  private final ScheduleStorage storage;
  private final Firing firing;
  private final TickConfig config;
  private final Budget budget;
  private final TickLog log;
  private final BatchSize size;
  private final Tally tally = new Tally();
  private @Nullable UUID suspect;

  Lane(ScheduleStorage storage, Firing firing, TickConfig config, Budget budget, TickLog log) {
    this.storage = storage;
    this.firing = firing;
    this.config = config;
    this.budget = budget;
    this.log = log;
    this.size = new BatchSize(config.batch());
  }

  /** What one transaction did. */
  private record Batch(Taken taken, Fired fired, boolean isMoreDue) {}

  /**
   * Fires one set, and looks at what else there is.
   *
   * @param whenFull is run as soon as a full set is taken, before it is fired
   * @return what was taken and seen; empty when more may be due: the set was full, or cut, or must
   *     be taken once more since it failed for a schedule's sake
   */
  Optional<Taken> fireAndLook(Runnable whenFull) {
    Batch batch =
        next(
            (due, most) -> {
              Taken taken = due.take(most);
              if (taken.size() == most) {
                whenFull.run();
              }
              return taken;
            });
    return Optional.ofNullable(batch).filter(done -> !done.isMoreDue).map(Batch::taken);
  }

  /** Fires sets until one is neither full nor cut, or time is up. */
  void drain() {
    boolean isMoreDue = true;
    while (isMoreDue && budget.hasLeft()) {
      Batch batch = next(DueSchedules::takeMore);
      isMoreDue = batch == null || batch.isMoreDue;
    }
  }

  /** What this lane has done so far. */
  Tally tally() {
    return tally;
  }

  /** Null when a schedule was to blame for a failure, and the set must be taken once more. */
  private @Nullable Batch next(BiFunction<DueSchedules, Integer, Taken> take) {
    try {
      return fireNext(take);
    } catch (RuntimeException failure) {
      budget.cut();
      throw failure;
    }
  }

  private @Nullable Batch fireNext(BiFunction<DueSchedules, Integer, Taken> take) {
    Batch batch;
    try {
      batch = storage.write(unit -> fire(unit, take));
    } catch (DatabaseException failure) {
      if (!failure.isCausedByARow()) {
        throw failure;
      }
      isolate(failure);
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

  private Batch fire(Transaction unit, BiFunction<DueSchedules, Integer, Taken> take) {
    suspect = null;
    int most = size.get();
    Taken taken = take.apply(unit.due(), most);
    suspect =
        Stream.concat(taken.schedules().stream().map(Schedule::id), taken.unreadable().stream())
            .findFirst()
            .orElse(null);
    List<Planned> planned = plan(unit, taken);
    Fired fired = firing.write(unit, log.tick(), planned);
    unit.due().postpone(taken.unreadable());
    boolean isCut = planned.size() < taken.schedules().size();
    Taken done = isCut ? taken.only(planned.stream().map(Planned::schedule).toList()) : taken;
    return new Batch(done, fired, isCut || taken.size() == most);
  }

  /** Plans as many schedules as one transaction may fire; the others stay due. */
  private List<Planned> plan(Transaction unit, Taken taken) {
    Map<UUID, Runs> runs =
        unit.ledger().runs(taken.schedules().stream().filter(Lane::mayWait).toList());
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

  /** Finds the schedule that makes a set fail by taking ever smaller sets, and puts it aside. */
  private void isolate(DatabaseException failure) {
    UUID culprit = suspect;
    if (culprit == null) {
      throw failure;
    }
    if (!size.isOne()) {
      size.failed();
      return;
    }
    if (storage.write(unit -> unit.due().putAside(culprit))) {
      tally.failed(1);
      log.postponed(culprit, failure);
    }
    size.succeeded();
  }
}
