package dev.millrace.scheduler.tick;

import io.micronaut.core.annotation.Introspected;

/**
 * What a tick did besides firing.
 *
 * @param requestsPublished content requests that were due for publication
 * @param leasesFreed leases of content requests that had ended
 * @param commandsPublished commands that an earlier tick had left
 * @param runsExpired runs that had not reported their end in time
 * @param decisionsPruned rows of the ledger, and of the shadow path's, that were older than their
 *     retention
 */
@Introspected
public record Chores(
    int requestsPublished,
    int leasesFreed,
    int commandsPublished,
    int runsExpired,
    int decisionsPruned) {
  static final Chores NONE = new Chores(0, 0, 0, 0, 0);
}
