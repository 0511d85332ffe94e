package dev.millrace.scheduler.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.problem.Violation;
import java.util.List;

/**
 * Something that schedules can have done in this service. Every bean of this type is found at the
 * start, and is a job type of its own from then on.
 *
 * <p>It runs on a virtual thread, under a fenced lease of five minutes that is renewed while it
 * runs, without a database connection, and any number of times at once, up to {@code
 * SCHEDULER_CONCURRENCY} over all types. A slot is handed to one holder at a time, but one that was
 * lost is followed by another: what must not be done twice has to know its execution key.
 */
public interface ScheduledJob {
  /**
   * The {@code job_type} of its schedules: lower-case words of letters and digits with hyphens
   * between them, at most 64 characters. Rows of schedules keep it, so it must not change.
   */
  String type();

  /**
   * What is wrong with the payload of a schedule that is about to be made or changed; the pointers
   * begin at the payload. Nothing unless a job says so.
   */
  default List<Violation> objections(ObjectNode payload) {
    return List.of();
  }

  /**
   * Runs it for one slot, and answers how that ended. The thread is interrupted when the lease is
   * lost, when the run has taken longer than its schedule's {@code max_runtime}, or when the
   * service stops and its grace period is over: it should end soon then, by any exception.
   *
   * @throws Exception whatever it likes: that is an attempt that failed and may be tried again
   */
  JobOutcome run(ScheduledRun run) throws Exception;
}
