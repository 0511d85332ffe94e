package dev.millrace.scheduler.storage;

import java.util.function.Function;

/**
 * Keeps schedules, their ledger, what runs of them, and who changed them. All work is done in units
 * that happen whole or not at all. Safe for use by many threads; a unit may not begin another.
 *
 * <p>Whatever the storage, its failures are {@link dev.millrace.database.DatabaseException}s, whose
 * SQLSTATE says whether a row is to blame.
 */
public interface ScheduleStorage {
  /**
   * Runs the work, makes what it wrote durable, and only then lets others see it. Any exception
   * undoes all of it, and leaves as it is.
   *
   * @throws dev.millrace.database.DatabaseException when the storage refuses or is away
   */
  <T> T write(Function<Transaction, T> work);

  /**
   * Runs work that only reads.
   *
   * @throws dev.millrace.database.DatabaseException when the storage is away, or the work writes
   */
  <T> T read(Function<Transaction, T> work);
}
