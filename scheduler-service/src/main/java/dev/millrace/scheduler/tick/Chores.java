package dev.millrace.scheduler.tick;

import dev.millrace.scheduler.execution.ExecutionRunner;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What a tick did besides firing.
 *
 * @param requestsPublished content requests that were due for publication
 * @param leasesFreed leases of content requests that had ended
 * @param commandsPublished commands that were due for publication: an earlier tick had left them,
 *     or nobody had received them in time
 * @param runsExpired runs that had not reported their end in time
 * @param decisionsPruned rows of the ledger, and of the shadow path's, that were older than their
 *     retention
 * @param rowsPruned content requests, idempotency keys and rows of the audit log that were older
 *     than their retention
 * @param executionsRetried jobs that had failed, and were begun anew in this service
 * @param executionsTakenOver jobs that were begun anew since their holder's lease had ended
 * @param workerWoken whether a worker was started, since there is work and none lives
 */
@Introspected
@Schema(name = "Housekeeping", description = "What a tick did besides firing.")
public record Chores(
    @Schema(description = "Content requests that were due for publication.") int requestsPublished,
    @Schema(description = "Leases of content requests that had ended.") int leasesFreed,
    @Schema(description = "Commands that nobody had received in time.") int commandsPublished,
    @Schema(description = "Runs that had not reported their end in time.") int runsExpired,
    @Schema(description = "Rows of the ledger that were older than its retention.")
        int decisionsPruned,
    @Schema(
            description =
                "Content requests, idempotency keys and rows of the audit log that were older than"
                    + " their retention.")
        int rowsPruned,
    @Schema(description = "Jobs that had failed, and were begun anew in this service.")
        int executionsRetried,
    @Schema(description = "Jobs that were begun anew since their holder's lease had ended.")
        int executionsTakenOver,
    @Schema(description = "Whether a worker was started, since there is work and none lives.")
        boolean workerWoken) {
  static final Chores NONE = new Chores(0, 0, 0, 0, 0, 0, 0, 0, false);

  /** The same, with what was begun anew. */
  Chores with(ExecutionRunner.Round round) {
    return new Chores(
        requestsPublished,
        leasesFreed,
        commandsPublished,
        runsExpired,
        decisionsPruned,
        rowsPruned,
        round.retried(),
        round.takenOver(),
        workerWoken);
  }
}
