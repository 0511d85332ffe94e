package dev.millrace.worker.callback;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets deliveries that ended long ago, a bounded number at a time. */
@Singleton
class DeliveryRetention {
  private static final Logger logger = LoggerFactory.getLogger(DeliveryRetention.class);
  private static final int MOST = 1_000;
  private static final int MOST_ROUNDS = 10;

  private final Database database;
  private final DeliveryRepository deliveries;
  private final CallbackConfig config;

  DeliveryRetention(Database database, DeliveryRepository deliveries, CallbackConfig config) {
    this.database = database;
    this.deliveries = deliveries;
    this.config = config;
  }

  /** A drain may live for less than a minute, and is to do its share. */
  @Scheduled(fixedDelay = "1h", initialDelay = "5s")
  void run() {
    try {
      int rounds = 0;
      while (prune() == MOST && ++rounds < MOST_ROUNDS) {
        logger.atDebug().addKeyValue("round", rounds).log("Another round of pruning");
      }
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "housekeeping.failed")
          .addKeyValue("chore", "webhook_deliveries")
          .log("Old deliveries not forgotten, the next round follows: {}", away.getMessage());
    }
  }

  private int prune() {
    return database.write(connection -> deliveries.prune(connection, config.retention(), MOST));
  }
}
