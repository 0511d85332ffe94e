package dev.millrace.dispatch;

/** What every statement has in common that starts an ended request anew. */
public final class FreshStart {
  /**
   * Assignments of an update of {@code content_requests}: the row waits again, under the next
   * dispatch number, as if it had never run. When it runs ({@code not_before}, {@code wait_reason},
   * {@code published_at}, {@code next_publish_at}) is the statement's own to say.
   */
  public static final String ASSIGNMENTS =
      """
      status = 'pending',
      dispatch = dispatch + 1,
      retry_count = 0,
      progress = 0,
      stage = NULL,
      error_class = NULL,
      error_message = NULL,
      error_fingerprint = NULL,
      started_at = NULL,
      failed_at = NULL,
      cancelled_at = NULL,
      publications = 0,
      event_seq = event_seq + 1,
      updated_at = now()\
      """;

  private FreshStart() {}
}
