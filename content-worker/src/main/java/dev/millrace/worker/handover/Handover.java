package dev.millrace.worker.handover;

import java.util.UUID;

/**
 * One that is to be told now, under a lease.
 *
 * @param attempt from 1
 * @param isLast whether no further attempt follows a failed one
 */
record Handover(UUID run, Target target, UUID token, int attempt, boolean isLast) {
  /** The same for each repetition, so that the receiver can drop it. */
  String key() {
    return run + "." + target.wireName();
  }
}
