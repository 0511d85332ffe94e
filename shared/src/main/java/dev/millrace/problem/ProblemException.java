package dev.millrace.problem;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Thrown to answer a request with a {@link Problem}. A feature's failures may extend it.
 *
 * <p>It is an answer and no fault of ours: it is not logged, and it carries no stack trace.
 */
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient Map<String, String> headers;

  /** An answer without headers of its own. */
  public ProblemException(Problem problem) {
    this(problem, Map.of());
  }

  /** An answer with headers, such as Retry-After. */
  public ProblemException(Problem problem, Map<String, String> headers) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.headers = Map.copyOf(headers);
  }

  /** 404, see {@link Problem#notFound}. */
  public static ProblemException notFound(String what) {
    return new ProblemException(Problem.notFound(what));
  }

  /** 409, see {@link Problem#conflict}. */
  public static ProblemException conflict(String detail) {
    return new ProblemException(Problem.conflict(detail));
  }

  /** 422, see {@link Problem#unprocessable}. */
  public static ProblemException unprocessable(String detail) {
    return new ProblemException(Problem.unprocessable(detail));
  }

  /** 400 because of one fault at one place, see {@link Violation}. */
  public static ProblemException invalid(String pointer, String message) {
    return invalid(List.of(new Violation(pointer, message)));
  }

  /** 400, see {@link Problem#invalid}. */
  public static ProblemException invalid(List<Violation> errors) {
    return new ProblemException(Problem.invalid(errors));
  }

  /** 400, see {@link Problem#malformedJson}. */
  public static ProblemException malformedJson(String detail) {
    return new ProblemException(Problem.malformedJson(detail));
  }

  /** 503 with Retry-After, in whole seconds and at least one. */
  public static ProblemException overloaded(Duration retryAfter) {
    return new ProblemException(Problem.overloaded(), retryAfter(retryAfter));
  }

  /** 429 with Retry-After, in whole seconds and at least one. */
  public static ProblemException tooManyRequests(String detail, Duration retryAfter) {
    return new ProblemException(
        Problem.of(HttpStatus.TOO_MANY_REQUESTS, detail), retryAfter(retryAfter));
  }

  /** What is answered. */
  public Problem problem() {
    return problem;
  }

  /** What is answered beside it. */
  public Map<String, String> headers() {
    return headers;
  }

  private static Map<String, String> retryAfter(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return Map.of(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }
}
