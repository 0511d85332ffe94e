package dev.millrace.problem;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what nobody expected. The client learns an incident id and nothing else; the log line of
 * that id, the only one, has the rest.
 */
@Singleton
final class UnexpectedErrors {
  private static final Logger LOG = LoggerFactory.getLogger(UnexpectedErrors.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** SQLSTATE classes: no connection, no resources, operator's intervention. */
  private static final Set<String> DATABASE_AWAY = Set.of("08", "53", "57");

  ProblemException answer(@Nullable Throwable cause, HttpRequest<?> request, HttpStatus status) {
    if (isOverload(cause)) {
      logOverload(cause, request);
      return ProblemException.overloaded(RETRY_AFTER);
    }
    UUID incident = UuidCreator.getTimeOrderedEpoch();
    logIncident(incident, cause, request);
    return new ProblemException(
        Problem.of(status, "The service failed; when asking about it, quote " + incident + "."));
  }

  private static boolean isOverload(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof RejectedExecutionException
          || each instanceof SQLTransientConnectionException
          || (each instanceof SQLException sql && isAway(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAway(@Nullable String sqlState) {
    return sqlState != null
        && sqlState.length() == 5
        && DATABASE_AWAY.contains(sqlState.substring(0, 2));
  }

  private static void logOverload(@Nullable Throwable cause, HttpRequest<?> request) {
    LOG.atWarn()
        .setMessage("Request refused for now; the client is told to repeat it")
        .addKeyValue("event", "http.refused")
        .addKeyValue("http_method", request.getMethodName())
        .addKeyValue("http_path", request.getPath())
        .addKeyValue("reason", String.valueOf(cause))
        .log();
  }

  private static void logIncident(
      UUID incident, @Nullable Throwable cause, HttpRequest<?> request) {
    LOG.atError()
        .setMessage("Request failed unexpectedly; the client was given the incident id")
        .addKeyValue("event", "http.failed")
        .addKeyValue("incident", incident.toString())
        .addKeyValue("http_method", request.getMethodName())
        .addKeyValue("http_path", request.getPath())
        .setCause(cause)
        .log();
  }
}
