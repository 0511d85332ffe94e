package dev.millrace.worker.intake;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.content.NewContentRequest;
import dev.millrace.lease.Lease;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that could be decoded.
 *
 * @param organizationId whose request it is: by attribute, by document, or the default
 * @param correlationId its correlation id, or its message id when it has none
 * @param dispatch the dispatch number of one of our own messages; null for a foreign one
 * @param token the fencing token under which its row will be claimed
 */
public record Delivery(
    PubsubMessage message,
    NewContentRequest request,
    String organizationId,
    String correlationId,
    @Nullable Integer dispatch,
    @Nullable String traceParent,
    UUID token) {

  /** The row that one of our own messages names; null for a foreign one. */
  @Nullable UUID namedRow() {
    return dispatch == null ? null : request.id();
  }

  /**
   * The row to be made when there is none: its own, or a fresh one under the id that the producer
   * chose.
   */
  Intake toIntake() {
    UUID id = request.id() == null ? ContentRequestRepository.newId() : request.id();
    return new Intake(id, organizationId, correlationId, request, traceParent);
  }

  /**
   * Of two deliveries of one row, the one of the higher dispatch; a foreign one counts as current.
   */
  static Delivery younger(Delivery one, Delivery other) {
    if (one.dispatch == null || other.dispatch == null) {
      return one.dispatch == null ? one : other;
    }
    return one.dispatch >= other.dispatch ? one : other;
  }

  /** The lease on a row that was claimed for this delivery. */
  Lease leaseOn(UUID row) {
    return new Lease(row, token);
  }
}
