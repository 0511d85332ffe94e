package dev.millrace.scheduler.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an {@code http} job ended. */
public sealed interface HttpOutcome {
  /** The other side answered 2xx. */
  record Succeeded(int status) implements HttpOutcome {}

  /**
   * It did not.
   *
   * @param reason a sentence or two on one line, fit for a log and a ledger
   * @param retryable whether the same job may fare better later; the other side may have done it
   *     already, and knows by the execution key
   * @param retryAfter how long the other side asks to be left alone; null when it does not
   */
  record Failed(String reason, boolean retryable, @Nullable Duration retryAfter)
      implements HttpOutcome {
    /** One after which the other side asks for nothing. */
    public Failed(String reason, boolean retryable) {
      this(reason, retryable, null);
    }
  }
}
