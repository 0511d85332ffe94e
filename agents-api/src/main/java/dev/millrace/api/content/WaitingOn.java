package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.Places;
import dev.millrace.content.RequestStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a pending row does not run yet.
 *
 * @param reason what it waits for by name; null in the queue, and for what is not pending
 * @param publishedAt when its message was published; null if it was not
 * @param notBefore the earliest time at which it may run
 * @param next when it is published, or published again
 */
public record WaitingOn(
    RequestStatus status,
    @Nullable String reason,
    @Nullable Instant publishedAt,
    @Nullable Instant notBefore,
    @Nullable Instant next) {

  /** The words for a request, or null when it waits for nothing. */
  static @Nullable String of(ContentRequest row) {
    return read(row).words();
  }

  /** When the wait of a request ends, as far as is known. */
  static @Nullable Instant until(ContentRequest row) {
    return read(row).until();
  }

  /** Words that a person understands, or null when it waits for nothing. */
  public @Nullable String words() {
    if (status != RequestStatus.PENDING) {
      return null;
    }
    return switch (reason) {
      case null -> publishedAt == null ? "not published yet" : "in the queue";
      case "not_before" -> "not before " + until();
      case "backoff" -> "backoff until " + until();
      case "provider_limit" -> "provider limit until " + until();
      case "budget" -> "budget until " + until();
      case Places.WAIT_REASON -> "organization limit: others of this organization come first";
      case "configuration" -> "the installation's configuration; looked at again at " + next;
      default -> reason + " until " + until();
    };
  }

  /** When the wait ends, as far as is known; null for what waits in the queue. */
  public @Nullable Instant until() {
    if (reason == null) {
      return null;
    }
    return notBefore == null || (next != null && next.isAfter(notBefore)) ? next : notBefore;
  }

  private static WaitingOn read(ContentRequest row) {
    return new WaitingOn(
        row.status(), row.waitReason(), row.publishedAt(), row.notBefore(), row.nextPublishAt());
  }
}
