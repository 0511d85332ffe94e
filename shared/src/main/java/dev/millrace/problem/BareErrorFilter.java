package dev.millrace.problem;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;

/** Gives a body to errors that come without one, such as the refusal of a foreign origin. */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class BareErrorFilter implements Ordered {
  private final ErrorResponseProcessor<?> responses;

  BareErrorFilter(ErrorResponseProcessor<?> responses) {
    this.responses = responses;
  }

  @ResponseFilter
  void fill(HttpRequest<?> request, MutableHttpResponse<?> response) {
    if (response.code() >= 400 && response.getBody().isEmpty()) {
      responses.processResponse(ErrorContext.builder(request).build(), response);
    }
  }

  /** Outermost: it sees what every other filter answered. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
