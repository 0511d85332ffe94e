package dev.millrace.security;

import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.body.ByteBody.SplitBackpressureMode;
import io.micronaut.http.body.CloseableAvailableByteBody;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.web.router.RouteAttributes;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Refuses a body that is larger than its route takes, see {@link BodyLimit}, before anything is
 * parsed. A body that does not announce its length is measured as it arrives; what bounds its
 * memory is the server's own limit.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class BodyLimitFilter implements Ordered {
  /** Completes with the request, which means: go on. */
  @RequestFilter
  CompletionStage<HttpRequest<?>> check(HttpRequest<?> request) {
    if (!(request instanceof ServerHttpRequest<?> server)) {
      return CompletableFuture.completedFuture(request);
    }
    long limit = limit(request);
    OptionalLong announced = server.byteBody().expectedLength();
    return announced.isPresent()
        ? CompletableFuture.completedFuture(bounded(request, limit, announced.getAsLong()))
        : measure(server).thenApply(length -> bounded(request, limit, length));
  }

  private static CompletableFuture<Long> measure(ServerHttpRequest<?> request) {
    return request
        .byteBody()
        .split(SplitBackpressureMode.FASTEST)
        .buffer()
        .thenApply(
            body -> {
              try (CloseableAvailableByteBody measured = body) {
                return measured.length();
              }
            });
  }

  private static HttpRequest<?> bounded(HttpRequest<?> request, long limit, long length) {
    if (length > limit) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.REQUEST_ENTITY_TOO_LARGE,
              "content-too-large",
              "Content too large",
              "The body may hold " + limit + " bytes here; send less at once."));
    }
    return request;
  }

  private static long limit(HttpRequest<?> request) {
    return RouteAttributes.getRouteMatch(request)
        .map(
            route ->
                route
                    .getAnnotationMetadata()
                    .longValue(BodyLimit.class, "value")
                    .orElse(BodyLimit.DEFAULT))
        .orElse(BodyLimit.DEFAULT);
  }

  /** Strangers are refused before their bodies are looked at. */
  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.after();
  }
}
