package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.Places;
import dev.millrace.content.RequestStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a pending request does not run yet, in words that a person understands. */
final class WaitingOn {
  private WaitingOn() {}

  /** The words, or null when it waits for nothing. */
  static @Nullable String of(ContentRequest row) {
    if (row.status() != RequestStatus.PENDING) {
      return null;
    }
    return switch (row.waitReason()) {
      case null -> row.publishedAt() == null ? "not published yet" : "in the queue";
      case "not_before" -> "not before " + until(row);
      case "backoff" -> "backoff until " + until(row);
      case "provider_limit" -> "provider limit until " + until(row);
      case "budget" -> "budget until " + until(row);
      case Places.WAIT_REASON -> "organization limit: others of this organization come first";
      case "configuration" ->
          "the installation's configuration; looked at again at " + row.nextPublishAt();
      default -> row.waitReason() + " until " + until(row);
    };
  }

  /** When the wait ends, as far as is known; null for a request that waits in the queue. */
  static @Nullable Instant until(ContentRequest row) {
    if (row.waitReason() == null) {
      return null;
    }
    Instant notBefore = row.notBefore();
    Instant next = row.nextPublishAt();
    return notBefore == null || (next != null && next.isAfter(notBefore)) ? next : notBefore;
  }
}
