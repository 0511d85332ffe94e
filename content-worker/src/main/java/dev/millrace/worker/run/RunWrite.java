package dev.millrace.worker.run;

import dev.millrace.content.RequestStatus;
import dev.millrace.lease.Lease;
import dev.millrace.worker.work.Letter;
import dev.millrace.worker.work.Outcome;

/** What is written of a run under its lease; each is one transaction. */
sealed interface RunWrite {
  /** The run that is worked on. */
  ClaimedRun run();

  /** The right to write. */
  Lease lease();

  /** Where the row stands afterwards. */
  RequestStatus wanted();

  /**
   * A finished step.
   *
   * @param next what comes after it
   */
  record Checkpoint(ClaimedRun run, Lease lease, StepLog log, Turn next) implements RunWrite {
    @Override
    public RequestStatus wanted() {
      return RequestStatus.PROCESSING;
    }
  }

  /** The last step, and with it the run's end. */
  record Finish(ClaimedRun run, Lease lease, StepLog log, Assembly assembly) implements RunWrite {
    @Override
    public RequestStatus wanted() {
      return RequestStatus.COMPLETED;
    }
  }

  /**
   * A step did not come to its end.
   *
   * @param letter the message that is kept as a dead letter if the run failed
   */
  record BreakOff(ClaimedRun run, Lease lease, Outcome.Unfinished outcome, Letter letter)
      implements RunWrite {
    @Override
    public RequestStatus wanted() {
      return outcome.status();
    }
  }
}
