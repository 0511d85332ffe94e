package dev.millrace.benchmarks.load;

import com.github.f4b6a3.uuid.UuidCreator;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plain SQL over some connections at once: what the services are compared with. */
public final class SqlLoad {
  /** Opens a connection. */
  @FunctionalInterface
  public interface Connector {
    Connection connect() throws SQLException;
  }

  /** Writes something, and tells how many requests that was. */
  @FunctionalInterface
  private interface Step {
    int write() throws SQLException;
  }

  private final Connector connector;

  public SqlLoad(Connector connector) {
    this.connector = connector;
  }

  /** Requests a second taken from nothing to completed, in sets, on so many connections. */
  public double completed(int connections, Document document, Duration duration)
      throws SQLException, InterruptedException {
    return rate(
        connections,
        duration,
        until -> {
          try (SetWriter writer = new SetWriter(connector.connect(), document)) {
            return count(
                until,
                () -> {
                  writer.write(ids());
                  return SetWriter.SET;
                });
          }
        });
  }

  /** Rows a second inserted and committed one by one, on so many connections. */
  public double inserted(int connections, Duration duration)
      throws SQLException, InterruptedException {
    return rate(
        connections,
        duration,
        until -> {
          try (RowWriter writer = new RowWriter(connector.connect())) {
            return count(
                until,
                () -> {
                  writer.write(UuidCreator.getTimeOrderedEpochFast());
                  return 1;
                });
          }
        });
  }

  @FunctionalInterface
  private interface Worker {
    long run(long untilNanos) throws SQLException;
  }

  private static double rate(int connections, Duration duration, Worker worker)
      throws SQLException, InterruptedException {
    long begin = System.nanoTime();
    long until = begin + duration.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Callable<Long>> work = new ArrayList<>();
      for (int connection = 0; connection < connections; connection++) {
        work.add(() -> worker.run(until));
      }
      long written = 0;
      for (Future<Long> each : threads.invokeAll(work)) {
        written += each.get();
      }
      return written / ((System.nanoTime() - begin) / 1e9);
    } catch (ExecutionException failure) {
      throw new SQLException("The baseline failed", failure.getCause());
    }
  }

  private static long count(long until, Step step) throws SQLException {
    long written = 0;
    while (System.nanoTime() < until) {
      written += step.write();
    }
    return written;
  }

  private static UUID[] ids() {
    UUID[] ids = new UUID[SetWriter.SET];
    for (int index = 0; index < ids.length; index++) {
      ids[index] = UuidCreator.getTimeOrderedEpochFast();
    }
    return ids;
  }
}
