package dev.millrace.scheduler.storage;

import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a tick does to schedules: takes what is due, and moves it on. */
public interface DueSchedules {
  /**
   * Takes what is due, the longest overdue first. No other unit takes or changes it before this one
   * has ended; what another one holds is seen and not taken.
   */
  Taken take(int most);

  /**
   * As {@link #take}, for whoever goes on from there: it looks neither at what others hold nor at
   * what there is to do besides.
   */
  Taken takeMore(int most);

  /** Moves schedules on to where their plans say; one that has no next time has ended. */
  void advance(List<Planned> planned);

  /** Looks at schedules again in an hour: what is wrong with them must not stop the others. */
  void postpone(List<UUID> ids);

  /**
   * As {@link #postpone}, one that is due, unless another unit holds it or has moved it on. Answers
   * whether it did.
   */
  boolean putAside(UUID id);

  /**
   * What there is to do besides firing.
   *
   * @param isSweepDue content requests are to be published, or hold leases that have ended
   * @param isWorkDue there is something for a worker: any of these, or one that is published;
   *     commands of schedules apart, which are among the runs
   * @param hasUnpublished commands are due for publication
   * @param hasRuns runs have not reported their end
   * @param hasOverdueRuns runs have not reported their end in time
   * @param hasDueExecutions jobs wait to be run in this service, or have been left by a lost holder
   */
  record Found(
      boolean isSweepDue,
      boolean isWorkDue,
      boolean hasUnpublished,
      boolean hasRuns,
      boolean hasOverdueRuns,
      boolean hasDueExecutions) {
    /** There is nothing, or nobody has looked. */
    public static final Found NOTHING = new Found(false, false, false, false, false, false);
  }

  /**
   * What one unit has taken.
   *
   * @param takenAt the storage's time, by which everything in it is decided; without a meaning if
   *     nothing was taken by {@link #takeMore}
   * @param seen how many were due, up to the limit; how many were taken by {@link #takeMore}
   * @param unreadable those that this version cannot read
   */
  record Taken(
      Instant takenAt, long seen, Found found, List<Schedule> schedules, List<UUID> unreadable) {
    /** How many were taken, readable or not. */
    public int size() {
      return schedules.size() + unreadable.size();
    }

    /** As if only these had been there to take. */
    public Taken only(List<Schedule> some) {
      return new Taken(takenAt, seen, found, some, unreadable);
    }
  }
}
