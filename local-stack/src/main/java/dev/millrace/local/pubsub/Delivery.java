package dev.millrace.local.pubsub;

import com.google.pubsub.v1.PubsubMessage;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way through one subscription. Mutable, guarded by the lock of its
 * subscription.
 */
final class Delivery {
  final PubsubMessage message;
  final int bytes;
  final long sequence;

  /** How often it was nacked or its deadline passed. */
  int failures;

  /** When the lease ends, or the backoff. */
  long dueNanos;

  /** Names the current lease; null while not leased. */
  @Nullable String ackId;

  /** The stream whose flow control carries it; null while not leased to a stream. */
  @Nullable Consumer holder;

  Delivery(PubsubMessage message, long sequence) {
    this.message = message;
    this.bytes = message.getSerializedSize();
    this.sequence = sequence;
  }

  boolean isLeased() {
    return ackId != null;
  }

  /** Earliest first; the sequence keeps equal times apart. Times are compared by difference. */
  static int byDue(Delivery left, Delivery right) {
    long difference = left.dueNanos - right.dueNanos;
    return difference != 0 ? Long.signum(difference) : Long.compare(left.sequence, right.sequence);
  }
}
