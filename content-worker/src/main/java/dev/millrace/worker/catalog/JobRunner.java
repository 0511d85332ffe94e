package dev.millrace.worker.catalog;

import dev.millrace.catalog.Exercise;
import dev.millrace.catalog.ExerciseRepository;
import dev.millrace.catalog.JobMode;
import dev.millrace.database.Database;
import dev.millrace.worker.chain.Purpose;
import dev.millrace.worker.chain.Roster;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Drains the queue: claims in sets, works on each job in a virtual thread, so many at once, and
 * lets the outcomes gather into sets too. It claims only what it has room for, so that what waits
 * is in the table.
 */
@Singleton
final class JobRunner {
  /** The most jobs that one statement claims or settles. */
  static final int BATCH = 250;

  /**
   * The most jobs in hand where no model is far away. What is in hand outlives collections of
   * garbage, and with three times as many they take as long as the work itself.
   */
  static final int MOST_IN_HAND = 500;

  private static final int MOST_FREED = 1_000;

  private final Database database;
  private final QueueRepository queue;
  private final ExerciseRepository exercises;
  private final JobLeases leases;
  private final JobWork work;
  private final Gatekeeper gatekeeper;
  private final Roster roster;
  private final JobConfig config;

  JobRunner(
      Database database,
      QueueRepository queue,
      ExerciseRepository exercises,
      JobLeases leases,
      JobWork work,
      Gatekeeper gatekeeper,
      Roster roster,
      JobConfig config) {
    this.database = database;
    this.queue = queue;
    this.exercises = exercises;
    this.leases = leases;
    this.work = work;
    this.gatekeeper = gatekeeper;
    this.roster = roster;
    this.config = config;
  }

  /**
   * Works until nothing is due that this run may do.
   *
   * @param isApply whether jobs are done that change exercises; otherwise they stay as they are
   */
  void drain(UUID run, boolean isApply, Limits limits, Tally tally) throws InterruptedException {
    tally.add(
        "leases_freed",
        database.write(connection -> queue.freeEndedLeases(connection, MOST_FREED)));
    Shift shift = new Shift(run, isApply && gatekeeper.look(tally), limits, tally);
    try {
      shift.run();
    } finally {
      shift.end();
    }
  }

  /** One draining. Its loop is for one thread. */
  private final class Shift {
    private final UUID run;
    private final Limits limits;
    private final Tally tally;
    private final int room =
        roster.isOffline(Purpose.CATALOG) ? MOST_IN_HAND : config.concurrency();
    private final Semaphore slots = new Semaphore(room);
    private final Set<Thread> working = ConcurrentHashMap.newKeySet();
    private volatile boolean isApplying;

    Shift(UUID run, boolean isApplying, Limits limits, Tally tally) {
      this.run = run;
      this.isApplying = isApplying;
      this.limits = limits;
      this.tally = tally;
    }

    void run() throws InterruptedException {
      while (!limits.isOver()) {
        // Half of the room at least, so that sets are large and claims are few.
        int half = Math.max(1, Math.min(BATCH, room / 2));
        slots.acquire(half);
        // Seen before the claim: a job that ends after it may have held what the claim passed by.
        boolean wasIdle = slots.availablePermits() + half == room;
        int begun = 0;
        try {
          begun = begin(half);
        } finally {
          slots.release(half - begun);
        }
        if (begun == 0) {
          if (wasIdle) {
            return;
          }
          awaitAnEnd();
        }
      }
    }

    /** Waits for what is in hand, once the run is over too. */
    void end() {
      if (limits.isOver()) {
        working.forEach(Thread::interrupt);
      }
      slots.acquireUninterruptibly(room);
      slots.release(room);
    }

    private int begin(int most) {
      long takenNanos = System.nanoTime();
      List<ClaimedJob> jobs = new ArrayList<>();
      if (isApplying) {
        jobs.addAll(leases.claim(JobMode.APPLY, most, run));
      }
      if (jobs.size() < most) {
        jobs.addAll(leases.claim(JobMode.DRY_RUN, most - jobs.size(), run));
      }
      if (jobs.isEmpty()) {
        return 0;
      }
      tally.add("jobs_claimed", jobs.size());
      Map<UUID, Exercise> read = read(jobs);
      for (ClaimedJob job : jobs) {
        Exercise exercise = job.exerciseId() == null ? null : read.get(job.exerciseId());
        Thread.ofVirtual().name("catalog-job").start(() -> work(job, exercise, takenNanos));
      }
      return jobs.size();
    }

    private Map<UUID, Exercise> read(List<ClaimedJob> jobs) {
      List<UUID> ids =
          jobs.stream().map(ClaimedJob::exerciseId).filter(Objects::nonNull).distinct().toList();
      return database.read(connection -> exercises.find(connection, ids));
    }

    private void work(ClaimedJob job, @Nullable Exercise exercise, long takenNanos) {
      working.add(Thread.currentThread());
      try {
        count(work.work(job, exercise, run, takenNanos));
      } finally {
        working.remove(Thread.currentThread());
        slots.release();
      }
    }

    private void count(Standing standing) {
      switch (standing) {
        case COMPLETED -> tally.add("jobs_completed", 1);
        case APPLIED -> {
          tally.add("jobs_completed", 1);
          tally.add("changes_applied", 1);
        }
        case FAILED -> tally.add("jobs_failed", 1);
        case QUEUED -> tally.add("jobs_requeued", 1);
        case REPLANNED -> tally.add("jobs_replanned", 1);
        case BLOCKED -> {
          tally.add("jobs_blocked", 1);
          tally.add("jobs_behind_the_gate", 1);
          isApplying = false;
        }
        case LOST -> tally.add("jobs_lost", 1);
      }
    }

    /** What ends may set another job free. Returns at once when all has ended. */
    private void awaitAnEnd() throws InterruptedException {
      int one = Math.min(room, slots.availablePermits() + 1);
      slots.acquire(one);
      slots.release(one);
    }
  }
}
