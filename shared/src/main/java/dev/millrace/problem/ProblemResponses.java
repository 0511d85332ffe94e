package dev.millrace.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micronaut.core.bind.exceptions.UnsatisfiedArgumentException;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.http.server.exceptions.NotAcceptableException;
import io.micronaut.http.server.exceptions.NotAllowedException;
import io.micronaut.http.server.exceptions.UnsupportedMediaException;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolationException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The one place that turns whatever went wrong into a {@link Problem}. Micronaut's own exception
 * handlers, which know the status, all come here for the body.
 */
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<Problem> {
  private final JsonFaults jsonFaults;
  private final UnexpectedErrors unexpected;

  ProblemResponses(JsonFaults jsonFaults, UnexpectedErrors unexpected) {
    this.jsonFaults = jsonFaults;
    this.unexpected = unexpected;
  }

  @Override
  public MutableHttpResponse<Problem> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    HttpRequest<?> request = context.getRequest();
    Throwable cause = context.getRootCause().orElse(null);
    ProblemException answer = answer(cause, request, response.status());
    return write(answer.problem(), answer.headers(), request, response);
  }

  /** Fills {@code response} with a problem, which decides the status. */
  MutableHttpResponse<Problem> write(
      Problem problem,
      Map<String, String> headers,
      HttpRequest<?> request,
      MutableHttpResponse<?> response) {
    headers.forEach((name, value) -> response.getHeaders().set(name, value));
    response.status(problem.status());
    return body(response, request.getMethod() == HttpMethod.HEAD ? null : at(problem, request));
  }

  private static Problem at(Problem problem, HttpRequest<?> request) {
    return problem.instance() == null ? problem.withInstance(request.getPath()) : problem;
  }

  @SuppressWarnings("unchecked") // the body is replaced, and with it the type
  private static MutableHttpResponse<Problem> body(
      MutableHttpResponse<?> response, @Nullable Problem problem) {
    MutableHttpResponse<Problem> answer = (MutableHttpResponse<Problem>) response;
    return problem == null
        ? answer
        : answer.body(problem).contentType(MediaType.APPLICATION_JSON_PROBLEM_TYPE);
  }

  private ProblemException answer(
      @Nullable Throwable cause, HttpRequest<?> request, HttpStatus status) {
    if (cause instanceof ProblemException exception) {
      return exception;
    }
    return status.getCode() < 500
        ? new ProblemException(clientProblem(cause, status))
        : unexpected.answer(cause, request, status);
  }

  private Problem clientProblem(@Nullable Throwable cause, HttpStatus status) {
    JsonProcessingException json = JsonFaults.find(cause);
    if (json != null) {
      return jsonFaults.problem(json);
    }
    return switch (cause) {
      case ConstraintViolationException invalid -> Problem.invalid(violations(invalid));
      case UnsatisfiedRouteException missing -> Problem.invalid(missing(missing.getArgument()));
      case UnsatisfiedArgumentException missing -> Problem.invalid(missing(missing.getArgument()));
      case ConversionErrorException wrong -> Problem.invalid(wrong(wrong.getArgument()));
      case NotAllowedException method ->
          Problem.of(status, "Use one of " + list(method.getAllowedMethods()) + " here.");
      case NotAcceptableException type ->
          Problem.of(status, "Accept one of " + list(type.getProduceableContentTypes()) + ".");
      case UnsupportedMediaException type ->
          Problem.of(status, "Send one of " + list(type.getAcceptableContentTypes()) + ".");
      case null, default -> byStatus(cause, status);
    };
  }

  private static Problem byStatus(@Nullable Throwable cause, HttpStatus status) {
    return switch (status) {
      case BAD_REQUEST ->
          Problem.of(status, "The request can not be read; check its address, headers and body.");
      case UNAUTHORIZED -> Problem.of(status, "Send a valid bearer token.");
      case FORBIDDEN -> Problem.of(status, "This caller, or this origin, may not do that.");
      case NOT_FOUND -> Problem.of(status, "There is nothing at this address; check the path.");
      case REQUEST_ENTITY_TOO_LARGE ->
          Problem.of(status, "content-too-large", "Content too large", tooLarge());
      case UNSUPPORTED_MEDIA_TYPE -> Problem.of(status, "Send application/json.");
      default -> Problem.of(status, sentence(cause, status));
    };
  }

  private static String tooLarge() {
    return "The request is larger than this address takes; send less at once.";
  }

  private static String sentence(@Nullable Throwable cause, HttpStatus status) {
    return cause instanceof HttpStatusException exception && exception.getMessage() != null
        ? exception.getMessage()
        : status.getReason() + ".";
  }

  private static List<Violation> violations(ConstraintViolationException invalid) {
    return invalid.getConstraintViolations().stream()
        .map(Violation::of)
        .sorted(Comparator.comparing(Violation::toString))
        .toList();
  }

  private static List<Violation> missing(Argument<?> argument) {
    return isBody(argument)
        ? List.of(new Violation("", "a body is required"))
        : List.of(new Violation(pointer(argument), "is required"));
  }

  private static List<Violation> wrong(Argument<?> argument) {
    return List.of(
        new Violation(
            isBody(argument) ? "" : pointer(argument),
            "is not a valid " + JsonFaults.typeName(argument.getType())));
  }

  private static boolean isBody(Argument<?> argument) {
    return argument.getAnnotationMetadata().hasAnnotation(Body.class);
  }

  private static String pointer(Argument<?> argument) {
    String name =
        argument
            .getAnnotationMetadata()
            .stringValue("io.micronaut.core.bind.annotation.Bindable")
            .orElse(argument.getName());
    return Violation.pointer(List.of(name));
  }

  private static String list(Iterable<String> names) {
    TreeSet<String> sorted = new TreeSet<>();
    names.forEach(sorted::add);
    return String.join(", ", sorted);
  }
}
