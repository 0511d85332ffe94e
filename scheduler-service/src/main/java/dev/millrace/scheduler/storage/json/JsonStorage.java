package dev.millrace.scheduler.storage.json;

import dev.millrace.database.Database;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.scheduler.storage.RequestRows;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.StorageConfig;
import dev.millrace.scheduler.storage.Transaction;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/**
 * Schedules in files of this machine. Content requests are rows of Postgres all the same: a fire is
 * committed here first, and is a row once {@link RequestDelivery} has made one of it.
 */
@Context
@Requires(property = StorageConfig.KIND, value = StorageConfig.JSON)
final class JsonStorage implements ScheduleStorage {
  /** A journal of this size is read in a second. */
  private static final long LEAST_JOURNAL = 4 << 20;

  private final JsonFiles files;
  private final Duration rescueAfter;
  private final WorkerRows workerRows;
  private final RequestDelivery delivery;

  @Inject
  JsonStorage(
      StorageConfig config,
      Clock clock,
      DispatchConfig dispatch,
      Database database,
      WorkerRows workerRows,
      RequestRows rows,
      RequestPublisher publisher) {
    this(
        open(config.directory(), clock),
        dispatch.rescueAfter(),
        workerRows,
        database,
        rows,
        publisher);
  }

  JsonStorage(
      JsonFiles files,
      Duration rescueAfter,
      WorkerRows workerRows,
      Database database,
      RequestRows rows,
      RequestPublisher publisher) {
    this.files = files;
    this.rescueAfter = rescueAfter;
    this.workerRows = workerRows;
    this.delivery = new RequestDelivery(files, database, rows, publisher);
  }

  /** What work answers, and whether content requests may be waiting for their delivery now. */
  private record Done<T>(T result, boolean isDeliveryDue) {}

  @Override
  public <T> T write(Function<Transaction, T> work) {
    Done<T> done =
        files.write(
            unit -> {
              T result = work.apply(transaction(unit));
              return new Done<>(result, unit.state().requests.size() > 0);
            });
    if (done.isDeliveryDue) {
      delivery.deliver();
    }
    return done.result;
  }

  @Override
  public <T> T read(Function<Transaction, T> work) {
    return files.read(unit -> work.apply(transaction(unit)));
  }

  @PreDestroy
  void close() throws IOException {
    files.close();
  }

  private Transaction transaction(JsonFiles.Unit unit) {
    return new JsonTransaction(unit.state(), unit.now(), rescueAfter, workerRows);
  }

  private static JsonFiles open(String directory, Clock clock) {
    try {
      return JsonFiles.open(Path.of(directory), Retention.DEFAULT, clock, LEAST_JOURNAL);
    } catch (IOException refused) {
      throw new IllegalStateException(
          "The files of SCHEDULER_STORAGE_DIR " + directory + " cannot be used: " + refused,
          refused);
    }
  }
}
