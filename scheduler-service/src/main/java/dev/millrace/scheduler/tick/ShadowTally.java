package dev.millrace.scheduler.tick;

import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Counts through the transactions of one tick that fires nothing. Not for several threads. */
public final class ShadowTally {
  private long due;
  private long failed;
  private long skipped;
  private long wouldFire;
  private long wouldSkip;
  private long wouldDefer;

  /** A set was read, and some of it could not be. */
  public void took(int schedules, int unreadable) {
    due += schedules + unreadable;
    failed += unreadable;
  }

  /** Another tick held them. */
  public void claimedByOthers(long schedules) {
    skipped += schedules;
  }

  /** A slot would fire. */
  public void wouldFire() {
    wouldFire++;
  }

  /** Slots would not. */
  public void wouldSkip(long slots) {
    wouldSkip += slots;
  }

  /** A slot would wait. */
  public void wouldDefer() {
    wouldDefer++;
  }

  /** What the caller is told: what was decided, and that nothing was executed. */
  public TickResult result(UUID tick, long nanos) {
    return new TickResult(
        TickResult.MESSAGE,
        tick,
        due + skipped,
        due,
        0,
        0,
        failed,
        skipped,
        TimeUnit.NANOSECONDS.toMillis(nanos),
        Chores.NONE,
        true,
        decided());
  }

  /** What was decided about slots. */
  public Decided decided() {
    return new Decided(wouldFire, wouldSkip, wouldDefer);
  }
}
