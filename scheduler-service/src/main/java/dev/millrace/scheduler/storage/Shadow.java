package dev.millrace.scheduler.storage;

import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.Schedule;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The shadow path's own place in every schedule, and its own ledger. Nothing here writes, or locks,
 * what the live path takes: schedules, their ledger and what is to be published.
 */
public interface Shadow {
  /**
   * Gives schedules that are new a cursor, at most so many at a time, where the live path stands
   * now; puts the cursors of those that their owners changed where those changes have put the live
   * path; lets those of paused ones rest; and removes those of deleted ones. The slots between the
   * old place and the new one are an owner's doing: they are recorded as skipped, {@code paused} or
   * {@code changed}, as one run whose slots are not counted. Answers how many cursors it has put.
   */
  int follow(UUID tick, int most);

  /**
   * Takes cursors that are due, the longest overdue first: schedules, with the cursor's place for
   * their own. No other unit takes them before this one has ended.
   */
  DueSchedules.Taken take(int most);

  /**
   * What is known of older slots: the runs of what the live path has fired before the slot that is
   * decided about, and the slot that waits on the shadow path. Changes nothing.
   */
  Map<UUID, Runs> runs(Collection<Schedule> schedules);

  /** Records what is planned, but for slots it has decided about, and moves the cursors on. */
  void record(UUID tick, List<Planned> planned);

  /** Looks at schedules again in an hour. */
  void postpone(List<UUID> ids);

  /** Forgets every cursor: the shadow path has ended, and begins anew the next time. */
  void stop();

  /** Compares what the two paths decided about an organization's slots. */
  Comparison compare(Comparison.Scope scope);
}
