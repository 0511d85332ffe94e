package dev.millrace.worker.work;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherConfig;
import dev.millrace.database.Database;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.callback.CallbackDispatcher;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;

/** The general parts that this feature is made of. */
@Factory
final class WorkFactory {
  @Singleton
  @Primary
  @Bean(preDestroy = "close")
  LeaseKeeper leaseKeeper(ContentRequestLeases leases, WorkerConfig config) {
    return new LeaseKeeper(leases, config.lease());
  }

  @Singleton
  @Bean(preDestroy = "close")
  Batcher<Settlement, Settled> settlements(
      Database database,
      SettlementRepository repository,
      Vacancies vacancies,
      CallbackDispatcher callbacks,
      WorkerConfig config) {
    return new Batcher<>(
        new BatcherConfig(
            "settlement", config.largestSet(), config.mostWaiting(), 2, config.databasePatience()),
        settlements -> {
          SettlementRepository.Result result =
              database.write(connection -> repository.settle(connection, settlements));
          vacancies.arose();
          if (result.callbacks() > 0) {
            callbacks.ring();
          }
          return result.settled();
        });
  }
}
