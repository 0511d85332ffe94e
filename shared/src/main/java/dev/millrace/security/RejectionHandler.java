package dev.millrace.security;

import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.web.router.RouteAttributes;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Says to whoever is refused what is missing, in the problem and in RFC 6750's header. */
@Singleton
@Replaces(DefaultAuthorizationExceptionHandler.class)
final class RejectionHandler
    implements ExceptionHandler<AuthorizationException, MutableHttpResponse<?>> {
  private final ErrorResponseProcessor<?> responses;

  RejectionHandler(ErrorResponseProcessor<?> responses) {
    this.responses = responses;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public MutableHttpResponse<?> handle(HttpRequest request, AuthorizationException exception) {
    HttpRequest<?> typed = (HttpRequest<?>) request;
    ProblemException answer = exception.isForbidden() ? forbidden(typed) : unauthorized(typed);
    return responses.processResponse(
        ErrorContext.builder(typed).cause(answer).build(), HttpResponse.unauthorized());
  }

  private static ProblemException unauthorized(HttpRequest<?> request) {
    return request
        .getAttribute(BearerTokenValidator.REFUSAL, String.class)
        .map(
            reason ->
                refusal(
                    HttpStatus.UNAUTHORIZED,
                    "The bearer token " + reason + "; send a valid one.",
                    "Bearer error=\"invalid_token\", error_description=\"" + reason + "\""))
        .orElseGet(
            () ->
                refusal(
                    HttpStatus.UNAUTHORIZED,
                    "Send a bearer token in the Authorization header.",
                    "Bearer"));
  }

  private static ProblemException forbidden(HttpRequest<?> request) {
    List<String> scopes = scopes(request);
    return scopes.isEmpty()
        ? refusal(HttpStatus.FORBIDDEN, "No token opens this address.", "Bearer")
        : refusal(
            HttpStatus.FORBIDDEN,
            "The token lacks the scope " + String.join(" or ", scopes) + ".",
            "Bearer error=\"insufficient_scope\", scope=\"" + String.join(" ", scopes) + "\"");
  }

  private static List<String> scopes(HttpRequest<?> request) {
    return RouteAttributes.getRouteMatch(request)
        .map(
            route ->
                PlatformRule.isMetrics(route)
                    ? List.of(PlatformRule.METRICS_SCOPE)
                    : Arrays.asList(route.getAnnotationMetadata().stringValues(Secured.class)))
        .orElse(List.of())
        .stream()
        .filter(scope -> !scope.equals(SecurityRule.DENY_ALL))
        .toList();
  }

  private static ProblemException refusal(HttpStatus status, String detail, String challenge) {
    return new ProblemException(
        Problem.of(status, detail), Map.of(HttpHeaders.WWW_AUTHENTICATE, challenge));
  }
}
