package dev.millrace.scheduler.execution;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherConfig;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Settlement;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The general parts that this feature is made of. */
@Factory
final class ExecutionFactory {
  private static final int LARGEST_SET = 100;

  @Singleton
  @Bean(preDestroy = "close")
  LeaseKeeper leaseKeeper(ExecutionLeases leases, ExecutionConfig config) {
    return new LeaseKeeper(leases, config.lease());
  }

  @Singleton
  @Bean(preDestroy = "close")
  Batcher<Settlement, Boolean> settlements(ScheduleStorage storage, ExecutionConfig config) {
    int largestSet = Math.min(LARGEST_SET, config.concurrency());
    return new Batcher<>(
        new BatcherConfig(
            "execution", largestSet, config.concurrency(), 1, config.databasePatience()),
        settlements -> storage.write(unit -> unit.executions().settle(settlements)));
  }
}
