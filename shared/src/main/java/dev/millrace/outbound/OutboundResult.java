package dev.millrace.outbound;

/** What became of an {@link OutboundRequest}. */
public sealed interface OutboundResult {
  /**
   * There was an answer, of any status; redirects are not followed.
   *
   * @param body its first 64 KiB, read as UTF-8
   * @param retryAfter its header {@code Retry-After} as it came; empty when it had none
   */
  record Answered(int status, String body, String retryAfter) implements OutboundResult {
    /** One without {@code Retry-After}. */
    public Answered(int status, String body) {
      this(status, body, "");
    }
  }

  /** The address must not be called, and was not; {@code reason} is a sentence. */
  record Refused(String reason) implements OutboundResult {}

  /**
   * There was no answer. The other side may have received the request all the same. {@code reason}
   * is a sentence.
   */
  record Unanswered(String reason) implements OutboundResult {}
}
