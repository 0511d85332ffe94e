package dev.millrace.database;

import java.sql.SQLException;

/** A statement failed. Carries the SQLSTATE, whose class says whether repeating can help. */
public final class DatabaseException extends RuntimeException {
  private static final String UNKNOWN_STATE = "08000";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String DEADLOCK_DETECTED = "40P01";
  private static final String STOOD_STILL_IN_A_TRANSACTION = "25P03";

  private final String state;

  public DatabaseException(SQLException cause) {
    super(cause.getMessage(), cause);
    this.state = cause.getSQLState() == null ? UNKNOWN_STATE : cause.getSQLState();
  }

  /** The five-character SQLSTATE; {@code 08000} when the driver gave none. */
  public String state() {
    return state;
  }

  /** Whether one of the rows is at fault (data, cardinality or constraint), not the database. */
  public boolean isCausedByARow() {
    return hasClass("21") || hasClass("22") || hasClass("23");
  }

  /**
   * Whether the same statement may succeed later: conflict, lost connection, shutdown, or a
   * transaction that the server ended since its owner stood still.
   */
  public boolean isPassing() {
    return hasClass("40")
        || hasClass("08")
        || hasClass("57")
        || hasClass("53")
        || isLockTimeout()
        || state.equals(STOOD_STILL_IN_A_TRANSACTION);
  }

  /** Whether the database is not there, or takes nobody in: no statement would do better now. */
  public boolean isAway() {
    return hasClass("08") || hasClass("53") || hasClass("57P");
  }

  /** Whether a row stayed locked for longer than {@code lock_timeout}, or locks were entangled. */
  public boolean isLockTimeout() {
    return state.equals(LOCK_NOT_AVAILABLE) || state.equals(DEADLOCK_DETECTED);
  }

  private boolean hasClass(String sqlStateClass) {
    return state.startsWith(sqlStateClass);
  }
}
