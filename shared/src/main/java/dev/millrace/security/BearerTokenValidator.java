package dev.millrace.security;

import dev.millrace.problem.ProblemException;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.validator.TokenValidator;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plugs {@link TokenVerifier} into Micronaut's filter, which read the Authorization header. */
@Singleton
final class BearerTokenValidator implements TokenValidator<HttpRequest<?>> {
  /** Request attribute: why the token was refused, for the 401 to say. */
  static final String REFUSAL = "millrace.token.refusal";

  private static final Logger LOG = LoggerFactory.getLogger(BearerTokenValidator.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final TokenVerifier verifier;
  private final ExecutorService blocking;

  BearerTokenValidator(
      TokenVerifier verifier, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.verifier = verifier;
    this.blocking = blocking;
  }

  @Override
  public Publisher<Authentication> validateToken(String token, @Nullable HttpRequest<?> request) {
    return request != null && CheckedRule.of(request).isPresent()
        ? Publishers.empty() // the token is not ours to judge
        : verify(token, request);
  }

  private Publisher<Authentication> verify(String token, @Nullable HttpRequest<?> request) {
    return verifier.mayBlock(token)
        ? Publishers.fromCompletableFuture(
            () ->
                CompletableFuture.supplyAsync(
                    () -> authenticate(verifier.verify(token), request), blocking))
        : emit(verifier.verify(token), request);
  }

  private static Publisher<Authentication> emit(Verdict verdict, @Nullable HttpRequest<?> request) {
    Authentication authentication = authenticate(verdict, request);
    return authentication == null ? Publishers.empty() : Publishers.just(authentication);
  }

  private static @Nullable Authentication authenticate(
      Verdict verdict, @Nullable HttpRequest<?> request) {
    return switch (verdict) {
      case Verdict.Accepted(Caller caller) -> new CallerAuthentication(caller);
      case Verdict.Refused(String reason) -> {
        if (request != null) {
          request.setAttribute(REFUSAL, reason);
        }
        yield null;
      }
      case Verdict.Undecided(Throwable cause) -> {
        LOG.atWarn()
            .setMessage("Token keys can not be fetched; callers are told to repeat")
            .addKeyValue("event", "security.keys_unavailable")
            .addKeyValue("reason", String.valueOf(cause.getMessage()))
            .log();
        throw ProblemException.overloaded(RETRY_AFTER);
      }
    };
  }
}
