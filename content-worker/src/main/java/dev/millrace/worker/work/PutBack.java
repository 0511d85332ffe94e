package dev.millrace.worker.work;

import dev.millrace.lease.Lease;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row's way back to {@code pending}.
 *
 * @param withBroker whether the message is given back to Pub/Sub, which then brings it again; if
 *     not, the sweep publishes the row after the delay
 */
public record PutBack(
    Lease lease,
    String event,
    int charge,
    Duration delay,
    @Nullable String waitReason,
    boolean withBroker,
    @Nullable Failure failure) {

  /** What an outcome puts back: one row, or none. */
  static List<PutBack> of(Settlement settlement) {
    return of(settlement.lease(), settlement.outcome());
  }

  /** What an outcome of work under a lease puts back: one row, or none. */
  public static List<PutBack> of(Lease lease, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Retry(Failure failure, Duration delay) ->
          List.of(new PutBack(lease, "retry_scheduled", 1, delay, "backoff", true, failure));
      case Outcome.Wait(Failure failure, Duration delay, String reason) ->
          List.of(new PutBack(lease, "waiting", 0, delay, reason, false, failure));
      case Outcome.Released() ->
          List.of(new PutBack(lease, "released", 0, Duration.ZERO, null, true, null));
      case Outcome.Completed completed -> List.of();
      case Outcome.Failed failed -> List.of();
    };
  }

  /** The failure's class by name; null if nothing failed. */
  public @Nullable String errorClass() {
    return failure == null ? null : failure.failureClass().wireName();
  }

  /** What failed; null if nothing did. */
  public @Nullable String errorMessage() {
    return failure == null ? null : failure.message();
  }

  /** The failure's fingerprint; null if nothing failed. */
  public @Nullable String fingerprint() {
    return failure == null ? null : failure.fingerprint();
  }
}
