package dev.millrace.scheduler.execution;

import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.storage.Claimed;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs the jobs that run in this service, each on a virtual thread and under a fenced lease of its
 * own, and so many at once at most. It claims only what it has room for, so that what waits is in
 * the table, where any instance finds it.
 *
 * <p>Nothing is claimed but by a {@link Round}. Safe for use by many threads.
 */
@Singleton
public final class ExecutionRunner {
  private static final Duration AFTERMATH = Duration.ofSeconds(5);
  private static final Claim NOTHING = new Claim(List.of(), 0);

  private final ExecutionLeases leases;
  private final ExecutionWork work;
  private final ExecutionConfig config;
  private final Semaphore slots;
  private final ReentrantLock claiming = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean isStopping;
  private volatile boolean isMoreDue;

  ExecutionRunner(ExecutionLeases leases, ExecutionWork work, ExecutionConfig config) {
    this.leases = leases;
    this.work = work;
    this.config = config;
    this.slots = new Semaphore(config.concurrency());
  }

  /** One that begins nothing once its time is up. */
  public Round round(Duration time) {
    return new Round(System.nanoTime() + time.toNanos());
  }

  /** What runs has the grace period to finish; then it is cut off and released, uncharged. */
  @PreDestroy
  void stop() throws InterruptedException {
    letGo();
    int all = config.concurrency();
    int released = 0;
    if (!slots.tryAcquire(all, config.grace().toNanos(), TimeUnit.NANOSECONDS)) {
      released = work.stop();
      slots.tryAcquire(all, AFTERMATH.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (released > 0) {
      ExecutionLog.stopped(released);
    }
  }

  /** Nothing more is claimed, and whoever waits for a round need not wait any longer. */
  private void letGo() {
    lock.lock();
    try {
      isStopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What one claim has taken, and {@link System#nanoTime} from before it. */
  private record Claim(List<Claimed> executions, long takenNanos) {}

  /** Room for {@code most} must have been made before. */
  private Claim claim(int most) {
    long takenNanos = System.nanoTime();
    try {
      List<Claimed> claimed = leases.claim(most);
      isMoreDue = claimed.size() == most;
      claimed.stream().filter(each -> !each.isToRun()).forEach(ExecutionLog::refused);
      claimed.stream()
          .filter(each -> each.isToRun() && each.isTakenOver())
          .forEach(ExecutionLog::takenOver);
      return new Claim(claimed.stream().filter(Claimed::isToRun).toList(), takenNanos);
    } catch (DatabaseException away) {
      ExecutionLog.unclaimed(away);
      return new Claim(List.of(), takenNanos);
    }
  }

  /**
   * What one tick begins. A job that ends makes room for the next one that is due, until the
   * round's time is up.
   */
  public final class Round {
    private final long end;
    private int active;
    private int retried;
    private int takenOver;

    private Round(long end) {
      this.end = end;
    }

    /** Begins what is due, as far as there is room, and does not wait for it. */
    public void begin() {
      claiming.lock();
      try {
        int room = isOpen() ? slots.drainPermits() : 0;
        Claim claim = room == 0 ? NOTHING : claim(room);
        slots.release(room - claim.executions().size());
        if (room == 0) {
          isMoreDue = true; // whoever ends next takes it
        }
        for (Claimed execution : claim.executions()) {
          begun(execution);
          Thread.ofVirtual()
              .name("execution-", 0)
              .start(() -> workFrom(execution, claim.takenNanos()));
        }
      } finally {
        claiming.unlock();
      }
    }

    /** Waits until what this round has begun has ended, or its time is up, or the service stops. */
    public void await() {
      lock.lock();
      try {
        long left = end - System.nanoTime();
        while (active > 0 && left > 0 && !isStopping) {
          left = changed.awaitNanos(left);
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } finally {
        lock.unlock();
      }
    }

    /** How many it has begun that had failed before. */
    public int retried() {
      lock.lock();
      try {
        return retried;
      } finally {
        lock.unlock();
      }
    }

    /** How many it has begun whose holder's lease had ended. */
    public int takenOver() {
      lock.lock();
      try {
        return takenOver;
      } finally {
        lock.unlock();
      }
    }

    private boolean isOpen() {
      return !isStopping && System.nanoTime() - end < 0;
    }

    /** Runs it, and then in the same slot whatever else is due. */
    private void workFrom(Claimed first, long takenNanos) {
      try {
        Claim next = new Claim(List.of(first), takenNanos);
        while (!next.executions().isEmpty()) {
          next = workOn(next);
        }
      } finally {
        slots.release();
      }
    }

    private Claim workOn(Claim claim) {
      try {
        work.run(claim.executions().getFirst(), claim.takenNanos());
        Claim next = isMoreDue && isOpen() ? claim(1) : NOTHING;
        next.executions().forEach(this::begun);
        return next;
      } finally {
        ended();
      }
    }

    private void begun(Claimed execution) {
      lock.lock();
      try {
        active++;
        retried += execution.attempt() > 1 && !execution.isTakenOver() ? 1 : 0;
        takenOver += execution.isTakenOver() ? 1 : 0;
      } finally {
        lock.unlock();
      }
    }

    private void ended() {
      lock.lock();
      try {
        active--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
