package dev.millrace.local.pubsub;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** What all subscriptions of one broker share. */
record Surroundings(
    Executor executor,
    ScheduledExecutorService timer,
    Storage storage,
    Faults faults,
    DeadLetters deadLetters,
    AtomicLong ackPrefixes) {

  /** Different for each subscription ever made, so that no acknowledgement fits a later one. */
  String nextAckPrefix() {
    return Long.toString(ackPrefixes.incrementAndGet(), Character.MAX_RADIX) + "-";
  }
}
