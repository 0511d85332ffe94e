package dev.millrace.worker.work;

import dev.millrace.content.RequestStatus;

/**
 * What the row says after a settlement.
 *
 * @param applied whether it stands as the settlement wanted; if not, the lease was lost and the
 *     work is dropped
 * @param status where it stands
 */
public record Settled(boolean applied, RequestStatus status) {}
