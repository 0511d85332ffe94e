package dev.millrace.worker.catalog;

import dev.millrace.batch.Batcher;
import dev.millrace.catalog.Exercise;
import dev.millrace.database.DatabaseException;
import dev.millrace.failure.FailureClass;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Works on one claimed job from its lease to its settled row. Runs on the caller's thread, which is
 * interrupted when the lease is lost, and holds no database connection while a model is asked.
 */
@Singleton
final class JobWork {
  private final Planner planner;
  private final LeaseKeeper leases;
  private final Batcher<Settlement, Standing> settlements;

  JobWork(Planner planner, JobLeases leases, Batcher<Settlement, Standing> settlements) {
    this.planner = planner;
    this.leases = leases.keeper();
    this.settlements = settlements;
  }

  /**
   * Plans, and writes what became of it.
   *
   * @param exercise as it was read after the claim; null for an add, or when there is none
   * @param takenNanos {@link System#nanoTime} from before it was claimed
   */
  Standing work(ClaimedJob job, @Nullable Exercise exercise, UUID run, long takenNanos) {
    leases.keep(job.lease(), takenNanos, Thread.currentThread()::interrupt);
    try {
      long began = System.nanoTime();
      Optional<JobOutcome> outcome = plan(job, exercise);
      // From here on an interruption has nothing left to stop.
      Thread.interrupted();
      Settlement settlement =
          new Settlement(
              job,
              outcome.orElse(new JobOutcome.Released()),
              run,
              Duration.ofNanos(System.nanoTime() - began));
      Standing standing = outcome.isEmpty() ? Standing.LOST : settle(settlement);
      JobLog.settled(settlement, standing);
      return standing;
    } finally {
      leases.release(job.lease());
    }
  }

  /** Empty when the lease was lost on the way. */
  private Optional<JobOutcome> plan(ClaimedJob job, @Nullable Exercise exercise) {
    try {
      return Optional.of(planner.plan(job, exercise));
    } catch (ProviderException failure) {
      return Optional.of(JobPauses.after(job, failure));
    } catch (InterruptedException interrupted) {
      return leases.isTrusted(job.lease())
          ? Optional.of(new JobOutcome.Released())
          : Optional.empty();
    } catch (RuntimeException fault) {
      // A fault of our own must end the attempt, or its row would stay leased until it ends.
      JobLog.fault(job, fault);
      return Optional.of(
          new JobOutcome.Again(
              FailureClass.TRANSIENT,
              "It failed in an unforeseen way.",
              JobPauses.pause(job.attempt()),
              true));
    }
  }

  private Standing settle(Settlement settlement) {
    try {
      return settlements.call(settlement);
    } catch (DatabaseException failure) {
      if (failure.isCausedByARow() && settlement.outcome() instanceof JobOutcome.Planned) {
        return settle(
            new Settlement(
                settlement.job(),
                new JobOutcome.Failed(
                    FailureClass.INVALID_REQUEST,
                    "The database refuses the change: another exercise may have that name."),
                settlement.run(),
                settlement.took()));
      }
      JobLog.unsettled(settlement.job(), failure);
      return Standing.LOST;
    }
  }
}
