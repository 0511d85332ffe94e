package dev.millrace.worker.run;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.lease.Lease;
import dev.millrace.run.NewAgentRun;
import dev.millrace.run.RunIntake;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that could be decoded.
 *
 * @param organizationId whose run it is: by attribute, by document, or the default
 * @param correlationId its correlation id, the execution key of a schedule's command, or its
 *     message id when it has neither
 * @param dispatch the dispatch number of one of our own messages; null for a foreign one
 * @param token the fencing token under which its row will be claimed
 */
record RunDelivery(
    PubsubMessage message,
    NewAgentRun run,
    String organizationId,
    String correlationId,
    @Nullable Integer dispatch,
    @Nullable String traceParent,
    UUID token) {

  /** The row that one of our own messages names; null for a foreign one. */
  @Nullable UUID namedRow() {
    return dispatch == null ? null : run.id();
  }

  /** The row to be made when there is none. */
  RunIntake toIntake() {
    UUID id = run.id() == null ? ContentRequestRepository.newId() : run.id();
    return RunIntake.of(id, organizationId, correlationId, run, traceParent);
  }

  /** The lease on a row that was claimed for this delivery. */
  Lease leaseOn(UUID row) {
    return new Lease(row, token);
  }
}
