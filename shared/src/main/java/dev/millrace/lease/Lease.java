package dev.millrace.lease;

import java.util.UUID;

/**
 * The right to work on a row.
 *
 * @param id the row
 * @param token the fencing token: fresh for every lease, checked by every write under it
 */
public record Lease(UUID id, UUID token) {}
