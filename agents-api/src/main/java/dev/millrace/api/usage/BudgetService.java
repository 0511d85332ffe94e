package dev.millrace.api.usage;

import dev.millrace.database.Database;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows and sets budgets. Blocks. */
@Singleton
final class BudgetService {
  private static final Logger logger = LoggerFactory.getLogger(BudgetService.class);
  private static final int MOST_WOKEN = 1_000;
  private static final int MOST_ROUNDS = 10;

  private final Database database;
  private final BudgetRepository repository;

  BudgetService(Database database, BudgetRepository repository) {
    this.database = database;
    this.repository = repository;
  }

  /** The budget of the caller's organization. */
  BudgetResource find(Caller caller) {
    return database.read(connection -> repository.find(connection, caller.organizationId()));
  }

  /** Sets it, and lets what waits for a budget look again: at most ten thousand requests. */
  BudgetResource put(Caller caller, NewBudget budget) {
    String organization = caller.organizationId();
    BudgetResource now =
        database.write(
            connection -> {
              repository.put(connection, organization, budget, caller.subject());
              return repository.find(connection, organization);
            });
    logger
        .atInfo()
        .addKeyValue("event", "budget.set")
        .addKeyValue("organization_id", organization)
        .addKeyValue("woken", wake(organization))
        .log("A budget was set; requests that waited for one look again");
    return now;
  }

  private int wake(String organization) {
    int all = 0;
    int rounds = 0;
    int woken;
    do {
      woken = database.write(connection -> repository.wake(connection, organization, MOST_WOKEN));
      all += woken;
    } while (woken == MOST_WOKEN && ++rounds < MOST_ROUNDS);
    return all;
  }
}
