package dev.millrace.worker.run;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherConfig;
import dev.millrace.database.Database;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.callback.CallbackDispatcher;
import dev.millrace.worker.intake.Claim;
import dev.millrace.worker.work.Settled;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The general parts that this feature is made of. What runs write is written one by one: it is
 * little, and a picture may be large; the batchers are here for their patience.
 */
@Factory
final class RunFactory {
  /** The name of the keeper of runs' leases. */
  static final String RUNS = "runs";

  private static final int LANES = 2;

  @Singleton
  @Named(RUNS)
  @Bean(preDestroy = "close")
  LeaseKeeper keeper(RunLeases leases, WorkerConfig worker, RunConfig config) {
    return new LeaseKeeper(leases, worker.lease(), config.glance());
  }

  @Singleton
  @Bean(preDestroy = "close")
  Batcher<RunDelivery, Claim<ClaimedRun>> claims(
      Database database, RunClaimRepository repository, WorkerConfig worker, RunConfig config) {
    return new Batcher<>(
        oneByOne("run-claim", worker, config),
        deliveries ->
            deliveries.stream()
                .map(
                    delivery ->
                        database.write(connection -> repository.claim(connection, delivery)))
                .toList());
  }

  @Singleton
  @Bean(preDestroy = "close")
  Batcher<RunWrite, Settled> writes(
      Database database,
      RunWrites repository,
      CallbackDispatcher callbacks,
      WorkerConfig worker,
      RunConfig config) {
    return new Batcher<>(
        oneByOne("run-write", worker, config),
        set -> {
          List<Settled> answers =
              set.stream()
                  .map(write -> database.write(connection -> repository.write(connection, write)))
                  .toList();
          if (answers.stream().anyMatch(settled -> settled.status().isEnded())) {
            callbacks.ring();
          }
          return answers;
        });
  }

  private static BatcherConfig oneByOne(String name, WorkerConfig worker, RunConfig config) {
    return new BatcherConfig(name, 1, config.concurrency(), LANES, worker.databasePatience());
  }
}
