package dev.millrace.scheduler.storage.postgres;

import dev.millrace.command.RunReports;
import dev.millrace.database.Database;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.scheduler.storage.RequestRows;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.StorageConfig;
import dev.millrace.scheduler.storage.Transaction;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.function.Function;

/** A unit of work is a transaction of Postgres, and its locks are rows. */
@Singleton
@Requires(property = StorageConfig.KIND, notEquals = StorageConfig.JSON)
final class PostgresStorage implements ScheduleStorage {
  private final Database database;
  private final DispatchConfig dispatch;
  private final RequestRows requests;
  private final RunReports reports;

  PostgresStorage(
      Database database, DispatchConfig dispatch, RequestRows requests, RunReports reports) {
    this.database = database;
    this.dispatch = dispatch;
    this.requests = requests;
    this.reports = reports;
  }

  @Override
  public <T> T write(Function<Transaction, T> work) {
    return database.write(connection -> work.apply(transaction(connection)));
  }

  @Override
  public <T> T read(Function<Transaction, T> work) {
    return database.read(connection -> work.apply(transaction(connection)));
  }

  private Transaction transaction(Connection connection) {
    return new PostgresTransaction(connection, dispatch, requests, reports);
  }
}
