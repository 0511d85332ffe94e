package dev.millrace.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of every error, as RFC 9457 says.
 *
 * @param type names the kind of problem; stable, for programs to switch on
 * @param title the kind in a few words; the same for each problem of a type
 * @param status the HTTP status
 * @param detail what happened this time, and what to do about it, in a sentence
 * @param instance the path of the request; set when the answer is written
 * @param errors the faults in what was sent; empty unless the request was invalid
 */
@Introspected
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    URI type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    @Schema(
            requiredMode = Schema.RequiredMode.NOT_REQUIRED,
            description = "Absent unless what was sent has faults, one by one.")
        List<Violation> errors) {

  /** What every type begins with; the rest is the slug. */
  public static final String TYPES = "https://millrace.dev/problems/";

  /** Checks nothing and copies {@code errors}. */
  public Problem {
    errors = List.copyOf(errors);
  }

  /** A problem whose kind says no more than its status. */
  public static Problem of(HttpStatus status, String detail) {
    return of(status, slug(status), status.getReason(), detail);
  }

  /** A problem of its own kind. */
  public static Problem of(HttpStatus status, String slug, String title, String detail) {
    return new Problem(URI.create(TYPES + slug), title, status.getCode(), detail, null, List.of());
  }

  /** 400: the request was understood, and these parts of it are wrong. */
  public static Problem invalid(List<Violation> errors) {
    return of(
            HttpStatus.BAD_REQUEST,
            "invalid-request",
            "Invalid request",
            "Correct what errors lists and send the request again.")
        .withErrors(errors);
  }

  /** 400: the body can not be read. */
  public static Problem malformedJson(String detail) {
    return of(HttpStatus.BAD_REQUEST, "malformed-json", "Malformed JSON", detail);
  }

  /** 404: {@code what}, such as "content request 0198…", is not there for this caller. */
  public static Problem notFound(String what) {
    return of(HttpStatus.NOT_FOUND, "There is no " + what + "; check the id and the organization.");
  }

  /** 409: the resource is in a state that does not allow this. */
  public static Problem conflict(String detail) {
    return of(HttpStatus.CONFLICT, detail);
  }

  /** 422: well-formed, and yet it can not be done as asked. */
  public static Problem unprocessable(String detail) {
    return of(HttpStatus.UNPROCESSABLE_ENTITY, "unprocessable", "Unprocessable request", detail);
  }

  /** 503: not now. Send it by {@link ProblemException#overloaded}, which adds Retry-After. */
  public static Problem overloaded() {
    return of(
        HttpStatus.SERVICE_UNAVAILABLE,
        "overloaded",
        "Temporarily unavailable",
        "The service can not take this now; nothing was stored. Repeat it after Retry-After.");
  }

  /** The same problem, of the request to {@code path}. */
  public Problem withInstance(String path) {
    return new Problem(type, title, status, detail, path, errors);
  }

  /** The same problem with these faults. */
  public Problem withErrors(List<Violation> faults) {
    return new Problem(type, title, status, detail, instance, faults);
  }

  private static String slug(HttpStatus status) {
    return status.getReason().toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
