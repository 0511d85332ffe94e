package dev.millrace.testing;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The database refused a statement of a test. */
public final class StatementRefused extends RuntimeException {
  StatementRefused(SQLException cause) {
    super(cause.getMessage(), cause);
  }

  /** The name of the constraint that a failure, or one of its causes, was about. */
  public static @Nullable String constraint(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException refused) {
        ServerErrorMessage message = refused.getServerErrorMessage();
        return message == null ? null : message.getConstraint();
      }
    }
    return null;
  }
}
