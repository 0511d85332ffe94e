package dev.millrace.worker.call.cache;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets answers that nobody asks for, and those that are too many; a bounded number at a time.
 */
@Singleton
class CacheRetention {
  private static final Logger logger = LoggerFactory.getLogger(CacheRetention.class);
  private static final int MOST = 1_000;
  private static final int MOST_ROUNDS = 10;

  private final Database database;
  private final CacheRepository repository;

  CacheRetention(Database database, CacheRepository repository) {
    this.database = database;
    this.repository = repository;
  }

  /** A drain may live for less than a minute, and is to do its share. */
  @Scheduled(fixedDelay = "1h", initialDelay = "5s")
  void run() {
    try {
      repeat(connection -> repository.prune(connection, MOST));
      repeat(connection -> repository.shrink(connection, MOST));
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "housekeeping.failed")
          .addKeyValue("chore", "call_cache")
          .log("Old answers not forgotten, the next round follows: {}", away.getMessage());
    }
  }

  private void repeat(ToIntFunction<Connection> chore) {
    int rounds = 0;
    while (database.write(chore::applyAsInt) == MOST && ++rounds < MOST_ROUNDS) {
      logger.atDebug().addKeyValue("round", rounds).log("Another round of forgetting answers");
    }
  }
}
