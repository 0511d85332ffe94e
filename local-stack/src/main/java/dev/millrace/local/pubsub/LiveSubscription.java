package dev.millrace.local.pubsub;

import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.Subscription;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A subscription with its backlog and its consumers. Whatever changes rings the signal; the round
 * that answers it deals ready messages to consumers with room and sends them outside of the lock.
 * Thread-safe.
 */
final class LiveSubscription {
  private static final int PULL_BYTES = 8 << 20;

  private final Object lock = new Object();
  private final Backlog backlog;
  private final List<Consumer> consumers = new ArrayList<>();
  private final Signal signal;
  private final Alarm alarm;
  private final Faults faults;
  private final DeadLetters deadLetters;
  private volatile Subscription form;
  private boolean deleted;

  LiveSubscription(Subscription form, Surroundings surroundings) {
    this.form = form;
    this.backlog =
        new Backlog(
            surroundings.nextAckPrefix(), RedeliveryPolicy.of(form), surroundings.storage());
    this.signal = new Signal(surroundings.executor(), this::round);
    this.alarm = new Alarm(surroundings.timer(), signal::ring);
    this.faults = surroundings.faults();
    this.deadLetters = surroundings.deadLetters();
  }

  Subscription form() {
    return form;
  }

  Subscription change(UnaryOperator<Subscription> change) {
    synchronized (lock) {
      Subscription changed = change.apply(form);
      form = changed;
      backlog.policy(RedeliveryPolicy.of(changed));
      return changed;
    }
  }

  void topicDeleted() {
    synchronized (lock) {
      form = form.toBuilder().setTopic(ResourceName.DELETED_TOPIC).build();
    }
  }

  void add(List<PubsubMessage> messages) {
    synchronized (lock) {
      if (deleted) {
        return;
      }
      long now = System.nanoTime();
      for (PubsubMessage message : messages) {
        for (long delay : faults.arrivals()) {
          backlog.add(message, delay, now);
        }
      }
    }
    signal.ring();
  }

  void acknowledge(List<String> ackIds) {
    synchronized (lock) {
      for (String ackId : ackIds) {
        if (!faults.losesAck()) {
          backlog.acknowledge(ackId);
        }
      }
    }
    signal.ring();
  }

  void modifyDeadline(String ackId, int seconds) {
    modifyDeadlines(List.of(ackId), List.of(seconds));
  }

  void modifyDeadlines(List<String> ackIds, List<Integer> seconds) {
    synchronized (lock) {
      long now = System.nanoTime();
      for (int index = 0; index < ackIds.size(); index++) {
        long nanos = TimeUnit.SECONDS.toNanos(seconds.get(index));
        backlog.modifyDeadline(ackIds.get(index), nanos, now);
      }
    }
    signal.ring();
  }

  /** Leases what is ready now, up to the given number; perhaps nothing. */
  List<ReceivedMessage> take(int maximum) {
    List<ReceivedMessage> taken = new ArrayList<>();
    synchronized (lock) {
      long now = System.nanoTime();
      backlog.advance(now);
      long lease = TimeUnit.SECONDS.toNanos(form.getAckDeadlineSeconds());
      long bytes = 0;
      while (taken.size() < maximum && bytes < PULL_BYTES) {
        Delivery next = backlog.next();
        if (next == null) {
          break;
        }
        bytes += next.bytes;
        taken.add(backlog.lease(null, lease, now));
      }
    }
    signal.ring();
    return taken;
  }

  /** Serves the consumer until it is removed; ends it at once if the subscription is gone. */
  void join(Consumer consumer) {
    synchronized (lock) {
      if (!deleted) {
        consumers.add(consumer);
        signal.ring();
        return;
      }
    }
    consumer.end(Refusal.notFound(form.getName()));
  }

  /** What the consumer holds stays leased until its deadline, as the service does. */
  void leave(Consumer consumer) {
    synchronized (lock) {
      consumers.remove(consumer);
    }
  }

  /** Tells that a consumer may have room again. */
  void wake() {
    signal.ring();
  }

  void endConsumers(StatusRuntimeException reason) {
    List<Consumer> ended;
    synchronized (lock) {
      ended = List.copyOf(consumers);
      consumers.clear();
    }
    ended.forEach(consumer -> consumer.end(reason));
  }

  void delete() {
    synchronized (lock) {
      deleted = true;
      backlog.clear();
    }
    signal.ring();
    endConsumers(Refusal.notFound(form.getName()));
  }

  private void round() {
    boolean more;
    do {
      List<Consumer.Batch> batches;
      List<Delivery> exhausted;
      synchronized (lock) {
        backlog.advance(System.nanoTime());
        exhausted = backlog.takeExhausted();
        batches = deal();
      }
      exhausted.forEach(this::bury);
      batches.forEach(this::send);
      more = !batches.isEmpty() || !exhausted.isEmpty();
    } while (more);
    setAlarm();
  }

  private List<Consumer.Batch> deal() {
    if (consumers.isEmpty() || backlog.next() == null) {
      return List.of();
    }
    consumers.forEach(Consumer::openBatch);
    long now = System.nanoTime();
    for (Delivery next = backlog.next(); next != null; next = backlog.next()) {
      Consumer idlest = idlestWithRoom(next);
      if (idlest == null) {
        break;
      }
      backlog.lease(idlest, idlest.leaseNanos(form.getAckDeadlineSeconds()), now);
    }
    return consumers.stream().map(Consumer::closeBatch).filter(batch -> !batch.isEmpty()).toList();
  }

  private @Nullable Consumer idlestWithRoom(Delivery next) {
    if (consumers.size() == 1) {
      Consumer only = consumers.getFirst();
      return only.hasRoom(next) ? only : null;
    }
    Optional<Consumer> idlest =
        consumers.stream()
            .filter(consumer -> consumer.hasRoom(next))
            .min(Comparator.comparingInt(Consumer::outstanding));
    return idlest.orElse(null);
  }

  private void send(Consumer.Batch batch) {
    if (!batch.deliver()) {
      synchronized (lock) {
        consumers.remove(batch.consumer());
        backlog.giveBack(batch.deliveries());
      }
    }
  }

  private void bury(Delivery delivery) {
    if (!deadLetters.bury(delivery, form)) {
      synchronized (lock) {
        if (!deleted) {
          backlog.restore(delivery, System.nanoTime());
        }
      }
    }
  }

  private void setAlarm() {
    OptionalLong due;
    synchronized (lock) {
      if (deleted) {
        alarm.cancel();
        return;
      }
      due = backlog.nextDue();
    }
    alarm.setFor(due, System.nanoTime());
  }
}
