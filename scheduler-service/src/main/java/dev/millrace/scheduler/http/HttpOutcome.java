package dev.millrace.scheduler.http;

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
   */
  record Failed(String reason, boolean retryable) implements HttpOutcome {}
}
