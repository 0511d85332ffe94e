package dev.millrace.scheduler.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface JobOutcome {
  /** It is done. */
  record Succeeded() implements JobOutcome {}

  /**
   * It is not.
   *
   * @param reason a sentence or two on one line, fit for a log and a ledger
   * @param retryable whether the same job may fare better later
   * @param retryAfter how long the other side asks to be left alone; null when it does not
   */
  record Failed(String reason, boolean retryable, @Nullable Duration retryAfter)
      implements JobOutcome {
    /** One after which nobody asks for anything. */
    public Failed(String reason, boolean retryable) {
      this(reason, retryable, null);
    }
  }
}
