package dev.millrace.worker.catalog;

import dev.millrace.database.Database;
import jakarta.inject.Singleton;

/** How much of what was due a run of the worker has behind it. Safe for use by many threads. */
@Singleton
final class QueueProgress {
  private final Database database;
  private final QueueRepository queue;

  QueueProgress(Database database, QueueRepository queue) {
    this.database = database;
    this.queue = queue;
  }

  /**
   * Counts what is due, and tells the listener whenever the tally counts something.
   *
   * @param isApply whether the jobs that change exercises are among it
   */
  void follow(boolean isApply, Tally tally, RunProgress progress) {
    if (progress.equals(RunProgress.NONE)) {
      return;
    }
    long due = database.read(connection -> queue.countDue(connection, isApply));
    if (due > 0) {
      progress.progress(0, due);
    }
    tally.onCount(() -> tell(due, tally, progress));
  }

  private static void tell(long due, Tally tally, RunProgress progress) {
    long done = tally.of("jobs_completed") + tally.of("jobs_failed") + tally.of("jobs_requeued");
    long found = tally.of("leases_freed") + tally.of("jobs_unblocked");
    progress.progress(done, Math.max(done, due + found));
  }
}
