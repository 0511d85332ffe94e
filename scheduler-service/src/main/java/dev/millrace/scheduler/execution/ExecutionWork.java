package dev.millrace.scheduler.execution;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherFull;
import dev.millrace.database.DatabaseException;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.scheduler.job.JobOutcome;
import dev.millrace.scheduler.job.ScheduledJob;
import dev.millrace.scheduler.job.ScheduledJobs;
import dev.millrace.scheduler.job.ScheduledRun;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.Outcome;
import dev.millrace.scheduler.storage.Settlement;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Works on one claimed execution from its lease to its settled row: keep the lease, run the job,
 * settle. Runs on the caller's thread, which is interrupted when the lease is lost or the service
 * stops, and holds no database connection while the job runs.
 */
@Singleton
final class ExecutionWork {
  private final ScheduledJobs jobs;
  private final LeaseKeeper leases;
  private final Pauses pauses;
  private final Batcher<Settlement, Boolean> settlements;
  private final ExecutionMetrics metrics;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private volatile boolean isStopped;

  ExecutionWork(
      ScheduledJobs jobs,
      LeaseKeeper leases,
      Pauses pauses,
      Batcher<Settlement, Boolean> settlements,
      ExecutionMetrics metrics) {
    this.jobs = jobs;
    this.leases = leases;
    this.pauses = pauses;
    this.settlements = settlements;
    this.metrics = metrics;
  }

  /**
   * Runs it and writes what became of it.
   *
   * @param takenNanos {@link System#nanoTime} from before it was claimed
   */
  void run(Claimed execution, long takenNanos) {
    leases.keep(execution.lease(), takenNanos, Thread.currentThread()::interrupt);
    try {
      Optional<Outcome> outcome = attempt(execution);
      // From here on an interruption has nothing left to stop.
      Thread.interrupted();
      if (outcome.isPresent()) {
        settle(execution, outcome.get());
      } else {
        metrics.dropped(execution.jobType());
        ExecutionLog.dropped(execution);
      }
    } finally {
      leases.release(execution.lease());
    }
  }

  /** Cuts off what runs; each is released at no cost to it. */
  int stop() {
    isStopped = true;
    running.forEach(Thread::interrupt);
    return running.size();
  }

  /** Empty when the lease was lost on the way. */
  private Optional<Outcome> attempt(Claimed execution) {
    running.add(Thread.currentThread());
    try {
      if (isStopped) {
        return Optional.of(new Outcome.Released());
      }
      JobOutcome outcome = call(execution);
      return Thread.interrupted() && outcome instanceof JobOutcome.Failed
          ? cutOff(execution)
          : Optional.of(verdict(execution, outcome));
    } catch (Exception fault) {
      // Whatever a job throws, unless it was cut off, must cost an attempt, or it would come back
      // for ever.
      if (isStopped || !leases.isTrusted(execution.lease())) {
        return cutOff(execution);
      }
      ExecutionLog.fault(execution, fault);
      return Optional.of(
          failed(execution, "It threw " + fault.getClass().getSimpleName() + ".", null));
    } finally {
      running.remove(Thread.currentThread());
    }
  }

  /** What a newer version registers, an older instance may come upon while that is rolled out. */
  private JobOutcome call(Claimed execution) throws Exception {
    Optional<ScheduledJob> job = jobs.find(execution.jobType());
    return job.isPresent()
        ? job.get().run(asked(execution))
        : new JobOutcome.Failed(
            "This version has no job of type %s, only %s."
                .formatted(execution.jobType(), String.join(", ", jobs.runnableNames())),
            true);
  }

  private static ScheduledRun asked(Claimed execution) {
    return new ScheduledRun(
        execution.key(),
        execution.scheduleId(),
        execution.organizationId(),
        execution.dueAt(),
        execution.attempt(),
        execution.maxAttempts(),
        execution.payload());
  }

  private Optional<Outcome> cutOff(Claimed execution) {
    return leases.isTrusted(execution.lease())
        ? Optional.of(new Outcome.Released())
        : Optional.empty();
  }

  private Outcome verdict(Claimed execution, JobOutcome outcome) {
    return switch (outcome) {
      case JobOutcome.Succeeded succeeded -> new Outcome.Finished();
      case JobOutcome.Failed failed ->
          failed.retryable()
              ? failed(execution, failed.reason(), failed.retryAfter())
              : new Outcome.Failed(failed.reason());
    };
  }

  private Outcome failed(Claimed execution, String reason, @Nullable Duration asked) {
    return execution.isLastAttempt()
        ? new Outcome.Failed(reason)
        : new Outcome.Again(reason, pauses.after(execution, asked));
  }

  private void settle(Claimed execution, Outcome outcome) {
    try {
      boolean isWritten = settlements.call(new Settlement(execution, outcome));
      if (isWritten) {
        metrics.ended(execution.jobType(), outcome);
        ExecutionLog.ended(execution, outcome);
      } else {
        metrics.dropped(execution.jobType());
        ExecutionLog.dropped(execution);
      }
    } catch (DatabaseException | BatcherFull away) {
      ExecutionLog.unwritten(execution, away);
    }
  }
}
