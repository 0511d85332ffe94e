package dev.millrace.local.pubsub;

import com.google.pubsub.v1.ReceivedMessage;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whoever takes messages from a subscription. The counters and the open batch are guarded by the
 * lock of the subscription; {@link #deliver} and {@link #end} are called without it.
 */
abstract class Consumer {
  private static final int BATCH_BYTES = 1 << 20;

  private final int batchMessages;
  private List<Delivery> batch = new ArrayList<>();
  private List<ReceivedMessage> received = new ArrayList<>();
  private long batchBytes;
  private boolean open;
  private int outstanding;
  private long outstandingBytes;

  Consumer(int batchMessages) {
    this.batchMessages = batchMessages;
  }

  /** How long a message is leased to this consumer. */
  abstract long leaseNanos(int subscriptionDeadlineSeconds);

  /** Whether the transport can take more now. */
  abstract boolean isReady();

  /** Whether flow control admits so much more. */
  abstract boolean admits(int messages, long bytes);

  /** Hands over; false if the consumer is gone and has seen nothing. */
  abstract boolean deliver(List<ReceivedMessage> messages);

  abstract void end(StatusRuntimeException reason);

  final int outstanding() {
    return outstanding;
  }

  final void openBatch() {
    open = isReady();
  }

  final boolean hasRoom(Delivery next) {
    return open
        && batch.size() < batchMessages
        && (batch.isEmpty() || batchBytes + next.bytes <= BATCH_BYTES)
        && (outstanding == 0 || admits(outstanding + 1, outstandingBytes + next.bytes));
  }

  final void take(Delivery delivery, ReceivedMessage message) {
    batch.add(delivery);
    received.add(message);
    batchBytes += delivery.bytes;
    outstanding++;
    outstandingBytes += delivery.bytes;
  }

  final void released(Delivery delivery) {
    outstanding--;
    outstandingBytes -= delivery.bytes;
  }

  final Batch closeBatch() {
    Batch closed = new Batch(this, batch, received);
    batch = new ArrayList<>();
    received = new ArrayList<>();
    batchBytes = 0;
    open = false;
    return closed;
  }

  /** What one consumer gets at once. */
  record Batch(Consumer consumer, List<Delivery> deliveries, List<ReceivedMessage> messages) {
    boolean isEmpty() {
      return messages.isEmpty();
    }

    boolean deliver() {
      return consumer.deliver(messages);
    }
  }
}
