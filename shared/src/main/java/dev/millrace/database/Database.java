package dev.millrace.database;

import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transactions on the one database. Safe for use by many threads. Every failure leaves as a {@link
 * DatabaseException}, whether the statement, the commit or the connection failed.
 */
@Singleton
public final class Database {
  private final TransactionOperations<Connection> transactions;

  Database(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  /**
   * Runs the work in a transaction (read committed), commits it, and rolls back on any exception.
   */
  public <T> T write(Function<Connection, T> work) {
    Attempt<T> attempt = new Attempt<>(work);
    try {
      return transactions.executeWrite(status -> attempt.apply(status.getConnection()));
    } catch (RuntimeException failure) {
      // What the work did not throw, the way to the database did: no connection, no commit.
      throw attempt.explained(failure);
    }
  }

  /** Runs the work in a read-only transaction. */
  public <T> T read(Function<Connection, T> work) {
    Attempt<T> attempt = new Attempt<>(work);
    try {
      return transactions.executeRead(status -> attempt.apply(status.getConnection()));
    } catch (RuntimeException failure) {
      // What the work did not throw, the way to the database did: no connection, no commit.
      throw attempt.explained(failure);
    }
  }

  private static DatabaseException translated(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return new DatabaseException(sql);
      }
      if (cause instanceof DatabaseException known) {
        return known;
      }
    }
    return new DatabaseException(new SQLException(failure.getMessage(), "08000", failure));
  }

  /**
   * Remembers why the work failed: after a fault that also cost the connection, the rollback fails
   * too, and what leaves the transaction is only that.
   */
  private static final class Attempt<T> {
    private final Function<Connection, T> work;
    private @Nullable RuntimeException reason;

    Attempt(Function<Connection, T> work) {
      this.work = work;
    }

    T apply(Connection connection) {
      try {
        return work.apply(connection);
      } catch (RuntimeException failure) {
        reason = failure;
        throw failure;
      }
    }

    RuntimeException explained(RuntimeException failure) {
      RuntimeException first = reason;
      if (first == null) {
        return translated(failure);
      }
      if (!first.equals(failure)) {
        first.addSuppressed(failure);
      }
      return first;
    }
  }
}
