package dev.millrace.scheduler.storage;

import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger, as ticks write it: one decision for each slot, or for a run of slots that were
 * skipped, and at most one slot of a schedule that waits.
 */
public interface Ledger {
  /** Why a run that has taken longer than its schedule allows is at its end. */
  String EXPIRED = "Its end was not reported within max_runtime.";

  /**
   * Writes decisions, but for those about slots that something is decided about already. Answers
   * the execution keys of those that are new; skipped slots have none.
   *
   * @throws DatabaseException when a decision breaks a rule of the ledger, as a second slot of a
   *     schedule that waits; the unit must fail then
   */
  Set<String> insert(@Nullable UUID tick, String cause, List<NewDecision> decisions);

  /** Turns deferred slots into fired ones, and answers the keys of those that still were. */
  Set<String> fireDeferred(@Nullable UUID tick, List<NewDecision> decisions);

  /**
   * What is known of the older slots of schedules; what is not answered has none. Runs of content
   * requests that have ended are ended here, whether or not that was reported.
   */
  Map<UUID, Runs> runs(Collection<Schedule> schedules);

  /**
   * Ends runs that have not reported their end in time, at most so many; answers how many. One
   * whose content request has ended without a report has ended as that has. What runs in this
   * service ends by {@link Executions#expire}.
   */
  int expire(int most);

  /**
   * How long ago the youngest run of such jobs was fired that has not ended, nor is over its time;
   * empty when there is none.
   */
  Optional<Duration> ageOfYoungestRun(Collection<JobType> types);
}
