package dev.millrace.worker.chain;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.provider.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What went wrong along one chain, and what that means for the work. For one thread. */
final class Failures {
  private final List<ProviderException> failures = new ArrayList<>();

  /**
   * The one table of what lets the work run again soonest, from the best. A limit passes by itself
   * and costs nothing, so it goes before what costs an attempt; a fault of this installation needs
   * somebody; what is last is final.
   */
  private static int place(FailureClass failureClass) {
    return switch (failureClass) {
      case RATE_LIMITED -> 0;
      case TRANSIENT -> 1;
      case TIMEOUT -> 2;
      case OUTCOME_UNKNOWN -> 3;
      case CONFIGURATION -> 4;
      case INVALID_OUTPUT -> 5;
      case INVALID_REQUEST -> 6;
      case CONTENT_POLICY -> 7;
    };
  }

  void add(ProviderException failure) {
    failures.add(failure);
  }

  /** Nobody was asked: the chain is empty. */
  boolean isEmpty() {
    return failures.isEmpty();
  }

  /** The failure that decides; of several that ask for patience, the shortest. */
  ProviderException decisive() {
    return failures.stream()
        .min(
            Comparator.comparingInt((ProviderException failure) -> place(failure.failureClass()))
                .thenComparing(failure -> failure.retryAfter().orElse(Duration.ZERO)))
        .orElseThrow();
  }
}
