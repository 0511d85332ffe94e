package dev.millrace.scheduler.tick;

import java.util.UUID;

/** Counts through the transactions of one tick. Not for use by several threads. */
final class Tally {
  private long due;
  private long executed;
  private long faults;
  private long failed;
  private long skipped;
  private long toRun;

  /** Adds what another lane of the same tick has counted. */
  void add(Tally lane) {
    due += lane.due;
    executed += lane.executed;
    faults += lane.faults;
    failed += lane.failed;
    skipped += lane.skipped;
    toRun += lane.toRun;
  }

  void took(int schedules) {
    due += schedules;
  }

  void claimedByOthers(long schedules) {
    skipped += schedules;
  }

  void fired(Fired fired) {
    executed += fired.fires().size();
    faults += fired.faults();
    skipped += fired.refused().size();
    toRun += fired.executions();
  }

  void failed(int schedules) {
    failed += schedules;
    due += schedules;
  }

  /** Whether something that was fired is to be run in this service. */
  boolean hasFiredExecutions() {
    return toRun > 0;
  }

  TickResult result(UUID tick, long millis, Chores chores) {
    return new TickResult(
        TickResult.MESSAGE,
        tick,
        due + skipped,
        due,
        executed,
        executed - faults,
        failed + faults,
        skipped,
        millis,
        chores,
        null,
        null);
  }
}
