package dev.millrace.worker.command;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets the execution keys that nobody can deliver any more, a bounded number at a time. */
@Singleton
class CommandRetention {
  private static final Logger logger = LoggerFactory.getLogger(CommandRetention.class);
  private static final int MOST = 1_000;
  private static final int MOST_ROUNDS = 10;

  private final Database database;
  private final InboxRepository inbox;
  private final CommandConfig config;

  CommandRetention(Database database, InboxRepository inbox, CommandConfig config) {
    this.database = database;
    this.inbox = inbox;
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
          .addKeyValue("chore", "received_commands")
          .log("Old execution keys not forgotten, the next round follows: {}", away.getMessage());
    }
  }

  private int prune() {
    return database.write(connection -> inbox.prune(connection, config.retention(), MOST));
  }
}
