package dev.millrace.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;

/** Takes every exception for which there is no narrower handler, ours and the unexpected. */
@Singleton
final class ThrowableHandler implements ExceptionHandler<Throwable, MutableHttpResponse<?>> {
  private static final Pattern CLIENT_LEFT =
      Pattern.compile(
          ".*(?:connection (?:reset|closed|abort|broken)|broken pipe).*", Pattern.CASE_INSENSITIVE);

  private final ErrorResponseProcessor<?> responses;

  ThrowableHandler(ErrorResponseProcessor<?> responses) {
    this.responses = responses;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public MutableHttpResponse<?> handle(HttpRequest request, Throwable exception) {
    return responses.processResponse(
        ErrorContext.builder(request).cause(exception).build(),
        clientLeft(exception) ? HttpResponse.badRequest() : HttpResponse.serverError());
  }

  /** Nobody reads the answer then, and nothing is wrong here that a log should tell. */
  private static boolean clientLeft(Throwable exception) {
    return exception instanceof ClosedChannelException
        || (exception instanceof IOException
            && exception.getMessage() != null
            && CLIENT_LEFT.matcher(exception.getMessage()).matches());
  }
}
