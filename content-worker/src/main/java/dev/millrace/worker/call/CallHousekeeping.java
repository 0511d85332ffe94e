package dev.millrace.worker.call;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.providercall.LostCalls;
import dev.millrace.providercall.SubjectTable;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Marks calls that nobody will settle, and forgets the oldest; a bounded number at a time. */
@Singleton
class CallHousekeeping {
  private static final Logger logger = LoggerFactory.getLogger(CallHousekeeping.class);
  private static final List<SubjectTable> SUBJECTS = List.of(SubjectTable.values());
  private static final int MOST = 1_000;
  private static final int MOST_ROUNDS = 10;

  private final Database database;
  private final LostCalls lost;
  private final CallRepository calls;
  private final BudgetRepository budgets;
  private final CallConfig config;

  CallHousekeeping(
      Database database,
      LostCalls lost,
      CallRepository calls,
      BudgetRepository budgets,
      CallConfig config) {
    this.database = database;
    this.lost = lost;
    this.calls = calls;
    this.budgets = budgets;
    this.config = config;
  }

  /** A call whose row has ended is seen by no sweep of rows. */
  @Scheduled(fixedDelay = "1m", initialDelay = "10s")
  void markAbandoned() {
    for (SubjectTable table : SUBJECTS) {
      int marked = repeat(connection -> lost.markAbandoned(connection, table, MOST));
      if (marked > 0) {
        logger
            .atWarn()
            .addKeyValue("event", "provider_call.abandoned")
            .addKeyValue("count", marked)
            .log("Calls were never settled, and their callers are gone; their outcome is unknown");
      }
    }
  }

  /** A drain may live for less than a minute, and is to do its share. */
  @Scheduled(fixedDelay = "1h", initialDelay = "5s")
  void prune() {
    repeat(connection -> calls.prune(connection, config.retention(), MOST));
    repeat(connection -> budgets.prune(connection, config.retention(), MOST));
  }

  private int repeat(ToIntFunction<Connection> chore) {
    int all = 0;
    try {
      int done;
      int rounds = 0;
      do {
        done = database.write(chore::applyAsInt);
        all += done;
      } while (done == MOST && ++rounds < MOST_ROUNDS);
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "housekeeping.failed")
          .addKeyValue("chore", "provider_calls")
          .log("Old calls not looked after, the next round follows: {}", away.getMessage());
    }
    return all;
  }
}
