package dev.millrace.worker.call;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherConfig;
import dev.millrace.database.Database;
import dev.millrace.worker.WorkerConfig;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/**
 * The batchers of calls. One committer each: sets of one provider, or of one organization, would
 * wait for each other's rows anyway.
 */
@Factory
final class CallFactory {
  @Singleton
  @Bean(preDestroy = "close")
  Batcher<NewCall, Begun> calls(Database database, CallBeginning beginning, WorkerConfig config) {
    return new Batcher<>(
        batching("call", config),
        calls -> database.write(connection -> beginning.begin(connection, calls)));
  }

  @Singleton
  @Bean(preDestroy = "close")
  Batcher<CallNote, Boolean> notes(Database database, CallEnding ending, WorkerConfig config) {
    return new Batcher<>(
        batching("call-end", config),
        notes -> database.write(connection -> ending.write(connection, notes)));
  }

  private static BatcherConfig batching(String name, WorkerConfig config) {
    return new BatcherConfig(
        name, config.largestSet(), config.mostWaiting(), 1, config.databasePatience());
  }
}
