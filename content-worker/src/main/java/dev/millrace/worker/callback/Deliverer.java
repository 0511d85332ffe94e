package dev.millrace.worker.callback;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherFull;
import dev.millrace.database.DatabaseException;
import dev.millrace.lease.LeaseKeeper;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Works on one claimed delivery from its lease to its settled row. Runs on the caller's thread,
 * which is interrupted when the lease is lost or the worker stops, and holds no database connection
 * while the receiver is called.
 */
@Singleton
final class Deliverer {
  private final Attempts attempts;
  private final LeaseKeeper leases;
  private final Batcher<Settlement, State> settlements;
  private final DeliveryMetrics metrics;
  private final Set<Thread> posting = ConcurrentHashMap.newKeySet();
  private volatile boolean isStopped;

  Deliverer(
      Attempts attempts,
      DeliveryLeases leases,
      Batcher<Settlement, State> settlements,
      DeliveryMetrics metrics) {
    this.attempts = attempts;
    this.leases = leases.keeper();
    this.settlements = settlements;
    this.metrics = metrics;
  }

  /**
   * Makes one attempt and writes what became of it.
   *
   * @param takenNanos {@link System#nanoTime} from before it was claimed
   * @return how long the receiver took, if it took the delivery
   */
  Optional<Duration> deliver(Due due, long takenNanos) {
    leases.keep(due.lease(), takenNanos, Thread.currentThread()::interrupt);
    try {
      long began = System.nanoTime();
      Optional<Outcome> outcome = attempt(due);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      // From here on an interruption has nothing left to stop.
      Thread.interrupted();
      if (outcome.isEmpty()) {
        metrics.ended(State.LOST, new Outcome.Released(), took);
        DeliveryLog.dropped(due);
        return Optional.empty();
      }
      settle(new Settlement(due, outcome.get(), took));
      return outcome.get() instanceof Outcome.Delivered ? Optional.of(took) : Optional.empty();
    } finally {
      leases.release(due.lease());
    }
  }

  /** Cuts off what is under way; each is released at no cost to it. */
  int stop() {
    isStopped = true;
    posting.forEach(Thread::interrupt);
    return posting.size();
  }

  /** Empty when the lease was lost on the way. */
  private Optional<Outcome> attempt(Due due) {
    posting.add(Thread.currentThread());
    try {
      if (isStopped) {
        return Optional.of(new Outcome.Released());
      }
      Outcome outcome = attempts.make(due);
      if (Thread.interrupted() && !(outcome instanceof Outcome.Delivered)) {
        return leases.isTrusted(due.lease())
            ? Optional.of(new Outcome.Released())
            : Optional.empty();
      }
      return Optional.of(outcome);
    } catch (RuntimeException fault) {
      // A fault of our own must end the attempt, or its row would stay leased for ever.
      DeliveryLog.fault(due, fault);
      return Optional.of(
          new Outcome.Again(
              null, "It failed in an unforeseen way.", Pauses.after(due.attempt(), null)));
    } finally {
      posting.remove(Thread.currentThread());
    }
  }

  private void settle(Settlement settlement) {
    try {
      State state = settlements.call(settlement);
      metrics.ended(state, settlement.outcome(), settlement.took());
      DeliveryLog.settled(settlement, state);
    } catch (DatabaseException | BatcherFull away) {
      DeliveryLog.unwritten(settlement.due(), away);
    }
  }
}
