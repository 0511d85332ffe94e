package dev.millrace.scheduler.storage;

import dev.millrace.content.Intake;
import dev.millrace.dispatch.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One unit of work of a {@link ScheduleStorage}: it sees what it wrote itself, and nothing that
 * others have not committed. Not for use after its end, nor by several threads.
 */
public interface Transaction {
  /** The storage's time, to the microsecond; the same throughout the unit. */
  Instant now();

  /** What ticks take and move on. */
  DueSchedules due();

  /** What was decided about slots. */
  Ledger ledger();

  /** Commands on their way to the broker. */
  Outbox outbox();

  /** Schedules as their owners change them. */
  Register register();

  /** Schedules and decisions as their owners see them. */
  Views views();

  /** Jobs that run in this service. */
  Executions executions();

  /** What callers did. */
  Calls calls();

  /** What the shadow path decides. */
  Shadow shadow();

  /**
   * Asks for content, each unless its correlation id is known. Answers what the caller is to
   * publish once the unit is committed; what it does not answer, the storage sees to.
   */
  List<Publication> request(List<Intake> intakes);

  /**
   * Forgets decisions, and schedules that were deleted, once they are older than that; at most so
   * many of each. What waits, runs or must be published is kept. Answers how many decisions are
   * gone, with those of the shadow path.
   */
  int prune(Duration retention, int most);
}
