package dev.millrace.api.idempotency;

import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import java.util.Map;

/** What can be wrong with an {@code Idempotency-Key}. */
public final class KeyProblems {
  private KeyProblems() {}

  /** 422: one key, two bodies. */
  public static Problem keyTaken() {
    return Problem.of(
        HttpStatus.UNPROCESSABLE_ENTITY,
        "idempotency-key-reused",
        "Idempotency key reused",
        "This Idempotency-Key was sent with another body before; use a fresh key for a new request.");
  }

  /** 410: what the key led to has been pruned. */
  public static Problem gone() {
    return Problem.of(
        HttpStatus.GONE,
        "What this Idempotency-Key led to has been deleted since; use a fresh key.");
  }

  /** 409: another call of the same key takes too long. */
  public static ProblemException concurrent() {
    return new ProblemException(
        Problem.of(
            HttpStatus.CONFLICT,
            "concurrent-request",
            "Concurrent request",
            "Another call of the same Idempotency-Key or correlation_id is still at work;"
                + " repeat this one shortly."),
        Map.of(HttpHeaders.RETRY_AFTER, "1"));
  }
}
