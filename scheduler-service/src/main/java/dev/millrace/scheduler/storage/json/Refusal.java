package dev.millrace.scheduler.storage.json;

import dev.millrace.database.DatabaseException;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Failures under the SQLSTATEs that Postgres has for them, so that callers need not know which. */
final class Refusal {
  private Refusal() {}

  /** Refuses a row that breaks a rule, as the schema's CHECKs do. */
  static void check(boolean holds, String rule) {
    if (!holds) {
      throw of("A row breaks the rule " + rule + ".", "23514", null);
    }
  }

  /** Refuses a second row of one key. */
  static DatabaseException duplicate(String what) {
    return of("There is already " + what + ".", "23505", null);
  }

  /** Refuses a row that belongs to one that is not there. */
  static DatabaseException missing(String what) {
    return of("There is no " + what + ".", "23503", null);
  }

  /** A unit that only reads has written. */
  static DatabaseException readOnly() {
    return of("This unit of work may only read.", "25006", null);
  }

  /** The disk refuses. */
  static DatabaseException disk(IOException failure) {
    return of("The disk refuses: " + failure.getMessage(), "58030", failure);
  }

  /** The storage is closed. */
  static DatabaseException closed() {
    return of("The storage is closed.", "57P01", null);
  }

  private static DatabaseException of(String message, String state, @Nullable Throwable cause) {
    return new DatabaseException(new SQLException(message, state, cause));
  }
}
