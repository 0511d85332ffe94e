package dev.millrace.scheduler.plan;

import java.time.Instant;

/** What is decided about one slot, or about a run of slots that are skipped for one reason. */
public sealed interface Decision {
  /** The slot, or the first of the run. */
  Instant dueAt();

  /** It fires. */
  record Fire(Instant dueAt) implements Decision {}

  /** It had been deferred, and fires now. */
  record FireDeferred(Instant dueAt) implements Decision {}

  /** It waits until the run of an older slot has ended. */
  record Defer(Instant dueAt) implements Decision {}

  /**
   * They do not fire.
   *
   * @param lastDueAt the last slot of the run; the first where there is but one
   * @param slots how many there are
   */
  record Skip(Instant dueAt, Instant lastDueAt, long slots, Reason reason) implements Decision {}
}
