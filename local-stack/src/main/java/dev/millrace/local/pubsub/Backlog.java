package dev.millrace.local.pubsub;

import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.ReceivedMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one subscription that nobody has acknowledged. Each is ready, leased until a
 * deadline, or waiting until a time. Holds no clock, no thread and no lock: the subscription gives
 * the time ({@link System#nanoTime}) and calls under its own lock.
 */
final class Backlog {
  private final String ackPrefix;
  private final Storage storage;
  private final Deque<Delivery> ready = new ArrayDeque<>();
  private final TreeSet<Delivery> timed = new TreeSet<>(Delivery::byDue);
  private final Map<String, Delivery> leased = new HashMap<>();
  private final List<Delivery> exhausted = new ArrayList<>();
  private RedeliveryPolicy policy;
  private long sequence;
  private long leases;

  Backlog(String ackPrefix, RedeliveryPolicy policy, Storage storage) {
    this.ackPrefix = ackPrefix;
    this.policy = policy;
    this.storage = storage;
  }

  void policy(RedeliveryPolicy changed) {
    policy = changed;
  }

  void add(PubsubMessage message, long delayNanos, long now) {
    Delivery delivery = new Delivery(message, sequence++);
    storage.add(delivery.bytes);
    makeReadyAfter(delivery, delayNanos, now);
  }

  @Nullable Delivery next() {
    return ready.peekFirst();
  }

  /** Leases the message that {@link #next} showed. */
  ReceivedMessage lease(@Nullable Consumer holder, long nanos, long now) {
    Delivery delivery = ready.removeFirst();
    String ackId = ackPrefix + Long.toString(leases++, Character.MAX_RADIX);
    delivery.ackId = ackId;
    delivery.holder = holder;
    delivery.dueNanos = now + nanos;
    leased.put(ackId, delivery);
    timed.add(delivery);
    ReceivedMessage.Builder received =
        ReceivedMessage.newBuilder().setAckId(ackId).setMessage(delivery.message);
    if (policy.countsAttempts()) {
      received.setDeliveryAttempt(delivery.failures + 1);
    }
    if (holder != null) {
      ReceivedMessage message = received.build();
      holder.take(delivery, message);
      return message;
    }
    return received.build();
  }

  /** Ends a message for good; an unknown or outdated id does nothing. */
  void acknowledge(String ackId) {
    Delivery delivery = leased.get(ackId);
    if (delivery != null) {
      endLease(delivery);
      storage.remove(delivery.bytes);
    }
  }

  /** Moves a deadline, zero meaning a nack; an unknown or outdated id does nothing. */
  void modifyDeadline(String ackId, long nanos, long now) {
    Delivery delivery = leased.get(ackId);
    if (delivery == null) {
      return;
    }
    if (nanos == 0) {
      fail(delivery, now);
      return;
    }
    timed.remove(delivery);
    delivery.dueNanos = now + nanos;
    timed.add(delivery);
  }

  /** Takes back what never reached its consumer: no attempt is counted and the order is kept. */
  void giveBack(List<Delivery> deliveries) {
    for (Delivery delivery : deliveries.reversed()) {
      if (delivery.isLeased()) {
        endLease(delivery);
        ready.addFirst(delivery);
      }
    }
  }

  /** Ends leases whose deadline has passed, and waits that are over. */
  void advance(long now) {
    while (!timed.isEmpty() && timed.first().dueNanos - now <= 0) {
      Delivery delivery = timed.first();
      if (delivery.isLeased()) {
        fail(delivery, now);
      } else {
        timed.remove(delivery);
        ready.addLast(delivery);
      }
    }
  }

  /** When {@link #advance} next has something to do. */
  OptionalLong nextDue() {
    return timed.isEmpty() ? OptionalLong.empty() : OptionalLong.of(timed.first().dueNanos);
  }

  /** Removes and returns the messages that have used up their attempts. */
  List<Delivery> takeExhausted() {
    if (exhausted.isEmpty()) {
      return List.of();
    }
    List<Delivery> taken = List.copyOf(exhausted);
    exhausted.clear();
    taken.forEach(delivery -> storage.remove(delivery.bytes));
    return taken;
  }

  /** Puts back an exhausted message that nobody would take. */
  void restore(Delivery delivery, long now) {
    storage.add(delivery.bytes);
    makeReadyAfter(delivery, policy.backoffNanos(delivery.failures), now);
  }

  void clear() {
    ready.forEach(delivery -> storage.remove(delivery.bytes));
    timed.forEach(delivery -> storage.remove(delivery.bytes));
    exhausted.forEach(delivery -> storage.remove(delivery.bytes));
    ready.clear();
    timed.clear();
    leased.clear();
    exhausted.clear();
  }

  private void fail(Delivery delivery, long now) {
    endLease(delivery);
    delivery.failures++;
    if (policy.exhausted(delivery.failures)) {
      exhausted.add(delivery);
    } else {
      makeReadyAfter(delivery, policy.backoffNanos(delivery.failures), now);
    }
  }

  private void makeReadyAfter(Delivery delivery, long nanos, long now) {
    if (nanos == 0) {
      ready.addLast(delivery);
      return;
    }
    delivery.dueNanos = now + nanos;
    timed.add(delivery);
  }

  private void endLease(Delivery delivery) {
    timed.remove(delivery);
    leased.remove(delivery.ackId);
    delivery.ackId = null;
    if (delivery.holder != null) {
      delivery.holder.released(delivery);
      delivery.holder = null;
    }
  }
}
