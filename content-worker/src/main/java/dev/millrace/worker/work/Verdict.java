package dev.millrace.worker.work;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Turns a provider's failure into an outcome, by the table of its class. */
@Singleton
public final class Verdict {
  private static final Duration PROVIDER_PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration LONGEST_DAY = Duration.ofHours(25);

  private final WorkerConfig config;

  Verdict(WorkerConfig config) {
    this.config = config;
  }

  /** The outcome of an attempt that a provider failed. */
  public Outcome.Unfinished on(Attempt request, ProviderException exception) {
    Failure failure =
        new Failure(
            exception.failureClass(),
            "The provider " + exception.provider() + " failed: " + exception.getMessage());
    if (exception.reason().isFinal()) {
      return new Outcome.Failed(failure);
    }
    return switch (exception.failureClass().remedy()) {
      case RETRY ->
          request.isLastAttempt()
              ? new Outcome.Failed(failure)
              : new Outcome.Retry(failure, backoff(request.attempt()));
      case WAIT ->
          new Outcome.Wait(
              failure,
              shorter(
                  exception.retryAfter().orElse(PROVIDER_PATIENCE),
                  longestWait(exception.reason())),
              exception.reason().waitReason());
      case PAUSE -> new Outcome.Wait(failure, config.configurationPause(), "configuration");
      case DEAD_LETTER -> new Outcome.Failed(failure);
    };
  }

  /** A budget is new at midnight, and whoever raises it before wakes what waits. */
  private static Duration longestWait(ProviderException.Reason reason) {
    return switch (reason) {
      case BUDGET, BUDGET_CHEAPER, BUDGET_SPENT -> LONGEST_DAY;
      case MODEL, PROVIDER_LIMIT, NOT_REPEATED -> LONGEST_WAIT;
    };
  }

  /** A fault that no provider foresaw counts as transient. */
  public Outcome.Unfinished onFault(Attempt request, String provider, RuntimeException fault) {
    return on(
        request,
        new ProviderException(provider, FailureClass.TRANSIENT, fault.getClass().getSimpleName()));
  }

  /**
   * Just under the subscription's own exponential backoff, so that the message is not early when it
   * comes back.
   */
  private Duration backoff(int attempt) {
    Duration full = config.backoffMin().multipliedBy(1L << Math.min(attempt - 1, 20));
    return shorter(full, config.backoffMax()).multipliedBy(4).dividedBy(5);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
