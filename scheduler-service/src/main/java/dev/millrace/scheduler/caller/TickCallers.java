package dev.millrace.scheduler.caller;

import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets those call for a tick who know the secret. Safe for use by many threads. */
@Singleton
public final class TickCallers {
  private static final String BEARER = "Bearer ";

  private final byte[] secret;

  TickCallers(CallerConfig config) {
    this.secret = config.cronSecret().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Does nothing if the call may go on.
   *
   * @throws ProblemException 401 otherwise
   */
  public void require(HttpRequest<?> request) {
    String header = request.getHeaders().getAuthorization().orElse("");
    if (secret.length == 0 || !header.startsWith(BEARER) || !isSecret(header)) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.UNAUTHORIZED, "Send the cron secret as a bearer token; nothing ran."));
    }
  }

  private boolean isSecret(String header) {
    byte[] given = header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(secret, given);
  }
}
