package dev.millrace.worker.catalog;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherConfig;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.RunRepository;
import dev.millrace.database.Database;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.command.CommandHandler;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The general parts that this feature is made of. */
@Factory
final class CatalogFactory {
  private static final int COMMITTERS = 2;

  @Singleton
  @Bean(preDestroy = "close")
  Batcher<Settlement, Standing> catalogSettlements(
      Database database, SettlementRepository repository, WorkerConfig worker) {
    return new Batcher<>(
        new BatcherConfig(
            "catalog",
            JobRunner.BATCH,
            // All that the runs of a worker may have in hand: no outcome may find the queue full.
            CatalogRuns.MOST * JobRunner.MOST_IN_HAND,
            COMMITTERS,
            worker.databasePatience()),
        settlements -> database.write(connection -> repository.settle(connection, settlements)));
  }

  @Singleton
  CommandHandler workerCommands(RunRepository history) {
    return new CatalogHandler(CatalogCommand.WORKER, history);
  }

  @Singleton
  CommandHandler reviewCommands(RunRepository history) {
    return new CatalogHandler(CatalogCommand.REVIEW, history);
  }

  @Singleton
  CommandHandler cleanupCommands(RunRepository history) {
    return new CatalogHandler(CatalogCommand.CLEANUP, history);
  }

  @Singleton
  CommandHandler watchdogCommands(RunRepository history) {
    return new CatalogHandler(CatalogCommand.WATCHDOG, history);
  }

  @Singleton
  CommandHandler backupCommands(RunRepository history) {
    return new CatalogHandler(CatalogCommand.BACKUP, history);
  }
}
