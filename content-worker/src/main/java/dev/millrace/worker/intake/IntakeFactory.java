package dev.millrace.worker.intake;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherConfig;
import dev.millrace.database.Database;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.work.ClaimedRequest;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The general parts that this feature is made of. */
@Factory
final class IntakeFactory {
  @Singleton
  @Bean(preDestroy = "close")
  Batcher<Delivery, Claim<ClaimedRequest>> claims(
      Database database, ClaimRepository repository, WorkerConfig config) {
    return new Batcher<>(
        new BatcherConfig(
            "claim", config.largestSet(), config.mostWaiting(), 2, config.databasePatience()),
        deliveries -> database.write(connection -> repository.claim(connection, deliveries)));
  }
}
