package dev.millrace.worker.work;

import dev.millrace.lease.Lease;

/**
 * An outcome on its way to the row.
 *
 * @param letter the message that is kept as a dead letter if the request failed
 */
record Settlement(ClaimedRequest request, Lease lease, Outcome outcome, Letter letter) {}
