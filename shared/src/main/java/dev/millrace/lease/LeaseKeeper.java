package dev.millrace.lease;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases that work in this process holds, at a third of their length, in a thread of its
 * own. A lease that the table no longer grants, or that could not be renewed until shortly before
 * its end, is lost: its work is told at once, also while a renewal hangs. Leases are trusted by the
 * monotonic clock from before they were taken, so a frozen process finds out before it writes.
 *
 * <p>Safe for use by many threads.
 */
public final class LeaseKeeper implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

  private final LeaseStore store;
  private final Duration length;
  private final LongSupplier nanoTime;
  private final Map<UUID, Held> held = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  public LeaseKeeper(LeaseStore store, Duration length) {
    this(store, length, System::nanoTime);
  }

  /**
   * As the other, and looks at every lease in between: work whose lease was taken from it, as by a
   * cancellation, is told within about that time and not only at the next renewal. For few and long
   * leases, since each look is a query.
   */
  public LeaseKeeper(LeaseStore store, Duration length, Duration glance) {
    this(store, length);
    Thread.ofVirtual().name("lease-glance").start(() -> every(glance, this::loseTaken));
  }

  /** By another monotonic clock; how often it renews and looks stays a matter of real time. */
  LeaseKeeper(LeaseStore store, Duration length, LongSupplier nanoTime) {
    this.store = store;
    this.length = length;
    this.nanoTime = nanoTime;
    Thread.ofVirtual()
        .name("lease-keeper")
        .start(() -> every(length.dividedBy(3), () -> renew(List.copyOf(held.values()))));
    Thread.ofVirtual()
        .name("lease-watch")
        .start(() -> every(length.dividedBy(15), this::loseOverdue));
  }

  /**
   * Keeps a lease until it is released. An older lease of the same row is lost by that.
   *
   * @param takenNanos {@link System#nanoTime} from before the statement that took it
   * @param onLost told once, from a thread of the keeper, when the lease is lost; must not block
   */
  public void keep(Lease lease, long takenNanos, Runnable onLost) {
    Held older = held.put(lease.id(), new Held(lease, takenNanos, onLost));
    if (older != null && !older.lease.equals(lease)) {
      tell(older, "taken over in this process");
    }
  }

  /** Stops renewing; to be called when the work has ended, whatever its outcome. */
  public void release(Lease lease) {
    held.computeIfPresent(lease.id(), (id, found) -> found.lease.equals(lease) ? null : found);
  }

  /** Whether the lease may still be trusted, with a margin for the write that is about to come. */
  public boolean isTrusted(Lease lease) {
    Held found = held.get(lease.id());
    return found != null && found.lease.equals(lease) && found.isTrusted();
  }

  /** How many leases are kept. */
  public int count() {
    return held.size();
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void every(Duration period, Runnable work) {
    try {
      while (!closed.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        work.run();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void renew(List<Held> leases) {
    if (leases.isEmpty()) {
      return;
    }
    long now = nanoTime.getAsLong();
    try {
      Set<UUID> granted = store.renew(leases.stream().map(each -> each.lease).toList(), length);
      for (Held each : leases) {
        if (granted.contains(each.lease.id())) {
          each.trustedFrom = now;
        } else {
          lose(each, "taken over or ended");
        }
      }
    } catch (RuntimeException away) {
      // Whatever it was, the next renewal may succeed, and without this thread none would.
      logger
          .atWarn()
          .addKeyValue("event", "lease.renewal_failed")
          .addKeyValue("count", leases.size())
          .log("Leases not renewed, trying again: {}", away.getMessage());
    }
  }

  private void loseTaken() {
    List<Held> leases = List.copyOf(held.values());
    if (leases.isEmpty()) {
      return;
    }
    try {
      Set<UUID> found = store.held(leases.stream().map(each -> each.lease).toList());
      leases.stream()
          .filter(each -> !found.contains(each.lease.id()))
          .forEach(each -> lose(each, "taken over or ended"));
    } catch (RuntimeException away) {
      // The renewals decide; a look that failed has told nothing.
      logger
          .atDebug()
          .addKeyValue("event", "lease.unseen")
          .log("Leases not looked at: {}", away.getMessage());
    }
  }

  private void loseOverdue() {
    for (Held each : held.values()) {
      if (!each.isTrusted()) {
        lose(each, "could not be renewed in time");
      }
    }
  }

  private void lose(Held lost, String why) {
    if (held.remove(lost.lease.id(), lost)) {
      tell(lost, why);
    }
  }

  private void tell(Held lost, String why) {
    logger
        .atWarn()
        .addKeyValue("event", "lease.lost")
        .addKeyValue(store.idName(), lost.lease.id())
        .log("Lease lost ({}); its work is dropped", why);
    try {
      lost.onLost.run();
    } catch (RuntimeException failure) {
      // The work's own fault must not keep the other leases from being renewed.
      logger
          .atError()
          .addKeyValue("event", "lease.lost_unheard")
          .addKeyValue(store.idName(), lost.lease.id())
          .setCause(failure)
          .log("The work did not take the loss of its lease; its writes will be refused");
    }
  }

  private final class Held {
    private final Lease lease;
    private final Runnable onLost;
    private volatile long trustedFrom;

    Held(Lease lease, long takenNanos, Runnable onLost) {
      this.lease = lease;
      this.trustedFrom = takenNanos;
      this.onLost = onLost;
    }

    boolean isTrusted() {
      return nanoTime.getAsLong() - trustedFrom < length.toNanos() * 4 / 5;
    }
  }
}
