package dev.millrace.worker.catalog;

import dev.millrace.worker.provider.ProviderException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long a job waits for its next attempt. */
final class JobPauses {
  private static final Duration FIRST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 7;

  /** What failed together does not come again together. */
  private static final double MOST_JITTER = 0.2;

  private JobPauses() {}

  /** What becomes of a job whose model failed. */
  static JobOutcome after(ClaimedJob job, ProviderException failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure.reason().isFinal()) {
      return new JobOutcome.Failed(failure.failureClass(), message);
    }
    return switch (failure.failureClass()) {
      case CONTENT_POLICY, INVALID_OUTPUT, INVALID_REQUEST ->
          new JobOutcome.Failed(failure.failureClass(), message);
      case RATE_LIMITED, CONFIGURATION ->
          new JobOutcome.Again(
              failure.failureClass(),
              message,
              failure.retryAfter().filter(asked -> asked.compareTo(LONGEST) < 0).orElse(LONGEST),
              false);
      case TRANSIENT, TIMEOUT, OUTCOME_UNKNOWN ->
          new JobOutcome.Again(failure.failureClass(), message, pause(job.attempt()), true);
    };
  }

  /** 30 s, twice as long each time, up to an hour, and up to a fifth longer. */
  static Duration pause(int attempt) {
    Duration doubled = FIRST.multipliedBy(1L << Math.clamp(attempt - 1, 0, MOST_DOUBLINGS));
    Duration base = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return base.plusMillis(
        (long) (base.toMillis() * MOST_JITTER * ThreadLocalRandom.current().nextDouble()));
  }
}
