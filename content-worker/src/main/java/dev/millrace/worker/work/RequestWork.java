package dev.millrace.worker.work;

import dev.millrace.batch.Batcher;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.DatabaseException;
import dev.millrace.lease.Lease;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.worker.provider.Assignment;
import dev.millrace.worker.provider.ContentProvider;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Works on one claimed request from its lease to its settled row: keep the lease, generate, settle.
 * Runs on the caller's thread, which is interrupted when the lease is lost or the worker stops.
 */
@Singleton
public final class RequestWork {
  private static final Logger logger = LoggerFactory.getLogger(RequestWork.class);

  private final ContentProvider provider;
  private final LeaseKeeper leases;
  private final ProgressWriter progress;
  private final Verdict verdict;
  private final Batcher<Settlement, Settled> settlements;
  private final WorkMetrics metrics;
  private final Set<Thread> generating = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  RequestWork(
      ContentProvider provider,
      LeaseKeeper leases,
      ProgressWriter progress,
      Verdict verdict,
      Batcher<Settlement, Settled> settlements,
      WorkMetrics metrics) {
    this.provider = provider;
    this.leases = leases;
    this.progress = progress;
    this.verdict = verdict;
    this.settlements = settlements;
    this.metrics = metrics;
  }

  /** What was done: the outcome that was reached, if any, and what the row says now. */
  public record Result(Optional<Outcome> outcome, Settled settled) {}

  /**
   * Works, and answers how the row stands. Without an outcome the lease was lost on the way.
   *
   * @param takenNanos {@link System#nanoTime} from before the row was claimed
   * @throws dev.millrace.database.DatabaseException if the outcome could not be written in time
   */
  public Result run(ClaimedRequest request, Lease lease, Letter letter, long takenNanos) {
    Thread worker = Thread.currentThread();
    leases.keep(lease, takenNanos, worker::interrupt);
    try {
      long began = System.nanoTime();
      Optional<Outcome> outcome = generate(request, lease);
      Duration generation = Duration.ofNanos(System.nanoTime() - began);
      // From here on an interruption has nothing left to stop, and progress nothing to tell.
      Thread.interrupted();
      progress.forget(lease);
      if (outcome.isEmpty()) {
        return new Result(outcome, new Settled(false, RequestStatus.PENDING));
      }
      Settled settled = settlements.call(new Settlement(request, lease, outcome.get(), letter));
      metrics.ended(outcome.get(), settled, generation);
      log(request, outcome.get(), settled);
      return new Result(outcome, settled);
    } finally {
      progress.forget(lease);
      leases.release(lease);
    }
  }

  /** Cuts off what is being generated; each request is released at no cost to it. */
  public void stop() {
    stopping = true;
    generating.forEach(Thread::interrupt);
  }

  private Optional<Outcome> generate(ClaimedRequest request, Lease lease) {
    generating.add(Thread.currentThread());
    try {
      if (stopping) {
        return Optional.of(new Outcome.Released());
      }
      return Optional.of(
          new Outcome.Completed(
              provider.generate(
                  assignment(request, lease),
                  (percent, stage) -> progress.report(lease, percent, stage))));
    } catch (InterruptedException interrupted) {
      return leases.isTrusted(lease) ? Optional.of(new Outcome.Released()) : Optional.empty();
    } catch (ProviderException failure) {
      return Optional.of(verdict.on(request, failure));
    } catch (DatabaseException away) {
      // A call could not be written down: no fault of the provider, and no reason to charge.
      throw away;
    } catch (RuntimeException fault) {
      // A provider's own fault must cost an attempt, or its message would come back for ever.
      logger
          .atError()
          .addKeyValue("event", "provider.fault")
          .setCause(fault)
          .log("The provider {} failed in an unforeseen way", provider.name());
      return Optional.of(verdict.onFault(request, provider.name(), fault));
    } finally {
      generating.remove(Thread.currentThread());
    }
  }

  private static Assignment assignment(ClaimedRequest request, Lease lease) {
    return new Assignment(
        request.id(),
        request.topic(),
        request.gradeLevel(),
        request.format(),
        request.interests(),
        request.attempt(),
        request.dispatch(),
        request.organizationId(),
        lease);
  }

  private static void log(ClaimedRequest request, Outcome outcome, Settled settled) {
    if (!settled.applied()) {
      logger
          .atWarn()
          .addKeyValue("event", "request.dropped")
          .log("Lease lost before the outcome was written; the row is {}", settled.status());
      return;
    }
    switch (outcome) {
      case Outcome.Completed completed ->
          event(request, "request.completed").log("Request completed");
      case Outcome.Retry retry ->
          event(request, "request.retry")
              .addKeyValue("error_class", retry.failure().failureClass().wireName())
              .addKeyValue("retry_in_ms", retry.delay().toMillis())
              .log("Attempt failed, another follows: {}", retry.failure().message());
      case Outcome.Wait wait ->
          event(request, "request.waiting")
              .addKeyValue("error_class", wait.failure().failureClass().wireName())
              .addKeyValue("retry_in_ms", wait.delay().toMillis())
              .log("Request waits, uncharged: {}", wait.failure().message());
      case Outcome.Failed failed ->
          event(request, "request.failed")
              .addKeyValue("error_class", failed.failure().failureClass().wireName())
              .log("Request failed and is dead-lettered: {}", failed.failure().message());
      case Outcome.Released released ->
          event(request, "request.released").log("Request released, the worker stops");
    }
  }

  private static LoggingEventBuilder event(ClaimedRequest request, String name) {
    return logger.atInfo().addKeyValue("event", name).addKeyValue("attempt", request.attempt());
  }
}
