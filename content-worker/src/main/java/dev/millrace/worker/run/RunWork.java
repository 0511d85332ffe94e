package dev.millrace.worker.run;

import dev.millrace.batch.Batcher;
import dev.millrace.content.RequestStatus;
import dev.millrace.lease.Lease;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.work.Letter;
import dev.millrace.worker.work.Outcome;
import dev.millrace.worker.work.Settled;
import dev.millrace.worker.work.Verdict;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on one claimed run from its lease to its end, step by step; each finished step is a
 * checkpoint. Runs on the caller's thread, which is interrupted when the lease is lost (as by a
 * cancellation) or the worker stops.
 */
@Singleton
final class RunWork {
  private static final Logger logger = LoggerFactory.getLogger(RunWork.class);
  private static final Settled LOST = new Settled(false, RequestStatus.PENDING);

  private final Steps steps;
  private final LeaseKeeper leases;
  private final Verdict verdict;
  private final Batcher<RunWrite, Settled> writes;
  private final RunLog log;
  private final Set<Thread> working = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  RunWork(
      Steps steps,
      @Named(RunFactory.RUNS) LeaseKeeper leases,
      Verdict verdict,
      Batcher<RunWrite, Settled> writes,
      RunLog log) {
    this.steps = steps;
    this.leases = leases;
    this.verdict = verdict;
    this.writes = writes;
    this.log = log;
  }

  /**
   * What was done: how it was broken off, if it was, and what the row says now.
   *
   * @param broken empty for a run that came to its end, and for one whose lease was lost
   */
  record Result(Optional<Outcome.Unfinished> broken, Settled settled) {}

  /**
   * Works, and answers how the row stands.
   *
   * @param takenNanos {@link System#nanoTime} from before the row was claimed
   * @throws dev.millrace.database.DatabaseException if something could not be written in time
   */
  Result run(ClaimedRun run, Lease lease, Letter letter, long takenNanos) {
    Thread worker = Thread.currentThread();
    leases.keep(lease, takenNanos, worker::interrupt);
    working.add(worker);
    try {
      return steps(run, lease, letter);
    } finally {
      working.remove(worker);
      leases.release(lease);
      // What comes now has nothing left to stop.
      log.noteLateInterrupt(Thread.interrupted());
    }
  }

  /** Cuts off the steps that are being made; each run is released at no cost to it. */
  void stop() {
    stopping = true;
    working.forEach(Thread::interrupt);
  }

  private Result steps(ClaimedRun run, Lease lease, Letter letter) {
    History history = run.history();
    Turn turn = Course.next(run.kind(), history);
    while (turn.step() != Step.ASSEMBLE) {
      StepLog made;
      try {
        made = make(run, lease, history, turn);
      } catch (InterruptedException interrupted) {
        return leases.isTrusted(lease)
            ? breakOff(run, lease, letter, new Outcome.Released())
            : lost();
      } catch (ProviderException failure) {
        return breakOff(run, lease, letter, verdict.on(run, failure));
      } catch (RuntimeException fault) {
        // A step's own fault must cost an attempt, or its message would come back for ever.
        log.fault(turn, fault);
        return breakOff(run, lease, letter, verdict.onFault(run, turn.step().wireName(), fault));
      }
      history = history.with(turn, made.output());
      turn = Course.next(run.kind(), history);
      Settled settled = writes.call(new RunWrite.Checkpoint(run, lease, made, turn));
      if (!settled.applied()) {
        return new Result(Optional.empty(), settled);
      }
      log.finished(made);
    }
    return finish(run, lease, history, turn);
  }

  private StepLog make(ClaimedRun run, Lease lease, History history, Turn turn)
      throws ProviderException, InterruptedException {
    if (stopping || Thread.interrupted()) {
      throw new InterruptedException();
    }
    long began = System.nanoTime();
    return steps
        .make(run, lease, history, turn)
        .taking(Duration.ofNanos(System.nanoTime() - began));
  }

  private Result finish(ClaimedRun run, Lease lease, History history, Turn turn) {
    Assembly assembly = Steps.assemble(run, history);
    Settled settled =
        writes.call(new RunWrite.Finish(run, lease, Steps.log(turn, assembly), assembly));
    log.ended(run, assembly, settled);
    return new Result(Optional.empty(), settled);
  }

  private Result breakOff(ClaimedRun run, Lease lease, Letter letter, Outcome.Unfinished outcome) {
    Settled settled = writes.call(new RunWrite.BreakOff(run, lease, outcome, letter));
    log.broken(run, outcome, settled);
    return new Result(Optional.of(outcome), settled);
  }

  private static Result lost() {
    logger.atInfo().addKeyValue("event", "run.dropped").log("Run cut off, its lease was lost");
    return new Result(Optional.empty(), LOST);
  }
}
