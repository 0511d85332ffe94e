package dev.millrace.worker.catalog;

import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.NewRun;
import dev.millrace.catalog.RunRepository;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.worker.heartbeat.Instance;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Carries out runs of the catalog's commands: those that are recorded, a few at once, and those
 * that a caller asks for here and now. Safe for use by many threads.
 */
@Singleton
public final class CatalogRuns {
  /** A command line has one; a worker has what its schedules may ask for at once, and some. */
  static final int MOST = 6;

  private static final long AFTERMATH_SECONDS = 5;
  private static final String BUSY = "Another run of this command is under way; try again later.";

  private final Database database;
  private final RunRepository history;
  private final RunLeaseRepository runs;
  private final RunWork work;
  private final Housekeeping housekeeping;
  private final Instance instance;
  private final JobConfig config;
  private final Semaphore slots = new Semaphore(MOST);
  private final Set<Thread> working = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopping = new CountDownLatch(1);

  CatalogRuns(
      Database database,
      RunRepository history,
      RunLeaseRepository runs,
      RunWork work,
      Housekeeping housekeeping,
      Instance instance,
      JobConfig config) {
    this.database = database;
    this.history = history;
    this.runs = runs;
    this.work = work;
    this.housekeeping = housekeeping;
    this.instance = instance;
    this.config = config;
  }

  /** Begins to carry out what is recorded. To be called once. */
  public void start() {
    Thread.ofVirtual().name("catalog-runs").start(this::look);
  }

  /** How many runs this worker carries out right now. */
  public int count() {
    return MOST - slots.availablePermits();
  }

  /**
   * Records a run and carries it out, on the caller's thread.
   *
   * @return the run as its history has it; {@code failed} when it could not begin, as a review
   *     cannot while another one runs
   * @throws DatabaseException when the database is away
   */
  public CatalogRun carryOut(NewRun run, RunProgress progress) {
    housekeeping.freeRuns();
    slots.acquireUninterruptibly();
    try {
      long takenNanos = System.nanoTime();
      take(run).ifPresent(taken -> work(taken, takenNanos, progress));
    } finally {
      slots.release();
    }
    return database.read(connection -> history.find(connection, run.id())).orElseThrow();
  }

  /** Recorded and taken at once, so that nobody who looks for recorded runs comes in between. */
  private Optional<TakenRun> take(NewRun run) {
    try {
      return database.write(
          connection -> {
            history.record(connection, run);
            Optional<TakenRun> taken =
                runs.take(connection, run.id(), instance.id(), config.runLease());
            if (taken.isEmpty()) {
              runs.refuse(connection, run.id(), BUSY);
            }
            return taken;
          });
    } catch (DatabaseException failure) {
      if (!failure.isCausedByARow()) {
        throw failure;
      }
      // Another worker has begun a review in the same moment.
      database.write(
          connection -> history.record(connection, run) && runs.refuse(connection, run.id(), BUSY));
      return Optional.empty();
    }
  }

  private void look() {
    try {
      while (!stopping.await(config.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
        lookOnce();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookOnce() {
    try {
      housekeeping.freeRuns();
      boolean isMore = true;
      while (isMore && stopping.getCount() > 0 && slots.tryAcquire()) {
        isMore = begin();
      }
    } catch (DatabaseException away) {
      RunLog.unseen(away);
    }
  }

  /** With a slot, which the run's thread gives back; or this does, when there is no run. */
  private boolean begin() {
    boolean isBegun = false;
    try {
      long takenNanos = System.nanoTime();
      Optional<TakenRun> taken = take();
      taken.ifPresent(
          run ->
              Thread.ofVirtual()
                  .name("catalog-run")
                  .start(
                      () -> {
                        try {
                          work(run, takenNanos, RunProgress.NONE);
                        } finally {
                          slots.release();
                        }
                      }));
      isBegun = taken.isPresent();
      return isBegun;
    } finally {
      if (!isBegun) {
        slots.release();
      }
    }
  }

  private Optional<TakenRun> take() {
    try {
      return database.write(
          connection -> runs.take(connection, null, instance.id(), config.runLease()));
    } catch (DatabaseException failure) {
      if (failure.isCausedByARow()) {
        // Another worker has begun a review in the same moment.
        return Optional.empty();
      }
      throw failure;
    }
  }

  private void work(TakenRun run, long takenNanos, RunProgress progress) {
    working.add(Thread.currentThread());
    try {
      work.work(run, takenNanos, () -> stopping.getCount() == 0, progress);
    } catch (DatabaseException away) {
      RunLog.unseen(away);
    } finally {
      working.remove(Thread.currentThread());
    }
  }

  /** What is under way is cut off; schedules' runs are given back. */
  @PreDestroy
  void stop() throws InterruptedException {
    stopping.countDown();
    working.forEach(Thread::interrupt);
    if (slots.tryAcquire(MOST, AFTERMATH_SECONDS, TimeUnit.SECONDS)) {
      slots.release(MOST);
    }
  }
}
