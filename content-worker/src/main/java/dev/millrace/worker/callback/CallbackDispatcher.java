package dev.millrace.worker.callback;

import dev.millrace.database.DatabaseException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Delivers callbacks, each on a virtual thread and under a fenced lease of its own, so many at once
 * at most and few to each receiver. It claims only what it has room for, so that what waits is in
 * the table. It looks when it is told of something, when something falls due, and otherwise once in
 * a while for what others have written.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class CallbackDispatcher {
  private static final Duration AFTERMATH = Duration.ofSeconds(5);

  private final DeliveryLeases leases;
  private final Deliverer deliverer;
  private final CallbackConfig config;
  private final Receivers receivers;
  private final Semaphore slots;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private String lastReceiver = "";
  private boolean isRung;
  private boolean isStarted;
  private volatile boolean isStopping;

  CallbackDispatcher(DeliveryLeases leases, Deliverer deliverer, CallbackConfig config) {
    this.leases = leases;
    this.deliverer = deliverer;
    this.config = config;
    this.receivers = new Receivers(config.perReceiver());
    this.slots = new Semaphore(config.concurrency());
  }

  /** Begins to deliver. */
  public void start() {
    lock.lock();
    try {
      if (!isStarted && !isStopping) {
        isStarted = true;
        Thread.ofVirtual().name("callback-dispatcher").start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something was committed that must be delivered. Does not block. */
  public void ring() {
    lock.lock();
    try {
      isRung = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is under way has the grace period to finish; then it is cut off and released. */
  @PreDestroy
  void stop() throws InterruptedException {
    isStopping = true;
    ring();
    int all = config.concurrency();
    if (!slots.tryAcquire(all, config.grace().toNanos(), TimeUnit.NANOSECONDS)) {
      DeliveryLog.stopped(deliverer.stop());
      slots.tryAcquire(all, AFTERMATH.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void run() {
    try {
      while (!isStopping) {
        await(look());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins what is due, as far as there is room, and tells how long to wait for the next look. */
  private Duration look() {
    int room = slots.drainPermits();
    int begun = 0;
    try {
      Duration wait = room == 0 ? config.lookEvery() : leases.next(config.lookEvery());
      if (room == 0 || wait.isPositive()) {
        return wait;
      }
      begun = begin(room);
      // What is due and was not claimed waits for whoever is served: its end rings.
      return begun == 0 ? config.lookEvery() : Duration.ZERO;
    } catch (DatabaseException away) {
      DeliveryLog.unclaimed(away);
      return config.lookEvery();
    } finally {
      slots.release(room - begun);
    }
  }

  /** Goes on behind the receiver that was last; where there is nothing, it begins anew. */
  private int begin(int room) {
    long takenNanos = System.nanoTime();
    List<Due> claimed = leases.claim(lastReceiver, receivers.rooms(), room);
    if (claimed.isEmpty() && !lastReceiver.isEmpty()) {
      claimed = leases.claim("", receivers.rooms(), room);
    }
    lastReceiver = claimed.stream().map(Due::receiver).max(String::compareTo).orElse("");
    for (Due due : claimed) {
      receivers.began(due.receiver());
      Thread.ofVirtual().name("callback-", 0).start(() -> deliver(due, takenNanos));
    }
    return claimed.size();
  }

  private void deliver(Due due, long takenNanos) {
    Optional<Duration> taken = Optional.empty();
    try {
      taken = deliverer.deliver(due, takenNanos);
    } finally {
      receivers.ended(
          due.receiver(), taken.filter(took -> took.compareTo(config.prompt()) < 0).isPresent());
      slots.release();
      ring();
    }
  }

  private void await(Duration longest) throws InterruptedException {
    lock.lock();
    try {
      long left = longest.toNanos();
      while (!isRung && left > 0) {
        left = changed.awaitNanos(left);
      }
      isRung = false;
    } finally {
      lock.unlock();
    }
  }
}
