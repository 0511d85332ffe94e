package dev.millrace.worker.callback;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherConfig;
import dev.millrace.database.Database;
import dev.millrace.worker.WorkerConfig;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The general parts that this feature is made of. */
@Factory
final class CallbackFactory {
  private static final int LARGEST_SET = 100;

  @Singleton
  @Bean(preDestroy = "close")
  Batcher<Settlement, State> callbackSettlements(
      Database database,
      SettlementRepository repository,
      CallbackConfig config,
      WorkerConfig worker) {
    return new Batcher<>(
        new BatcherConfig(
            "callback",
            Math.min(LARGEST_SET, config.concurrency()),
            config.concurrency(),
            1,
            worker.databasePatience()),
        settlements -> database.write(connection -> repository.settle(connection, settlements)));
  }
}
