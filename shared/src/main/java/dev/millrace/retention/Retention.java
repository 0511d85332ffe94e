package dev.millrace.retention;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import jakarta.inject.Singleton;

/**
 * Forgets what is past its retention. Any number of instances may do so at once. Safe for use by
 * many threads.
 */
@Singleton
public final class Retention {
  private final Database database;
  private final RetentionRepository repository;
  private final RetentionConfig config;

  Retention(Database database, RetentionRepository repository, RetentionConfig config) {
    this.database = database;
    this.repository = repository;
    this.config = config;
  }

  /**
   * Forgets at most so many rows of each kind, each kind in a transaction of its own.
   *
   * @return how many are gone, not counting what goes with a request; fewer than so many means that
   *     nothing is left to forget
   * @throws DatabaseException when the database is away; what was forgotten by then stays so
   */
  public int prune(int most) {
    int keys = database.write(it -> repository.pruneKeys(it, config.idempotencyKeys(), most));
    int audit = database.write(it -> repository.pruneAudit(it, config.audit(), most));
    int requests =
        config.areRequestsPruned()
            ? database.write(it -> repository.pruneRequests(it, config.requests(), most))
            : 0;
    return keys + audit + requests;
  }
}
