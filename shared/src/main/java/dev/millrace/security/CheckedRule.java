package dev.millrace.security;

import io.micronaut.context.BeanContext;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Asks the check of a route that is {@link CheckedBy} one, off the event loop. */
@Singleton
final class CheckedRule implements SecurityRule<HttpRequest<?>> {
  private final BeanContext beans;
  private final ExecutorService blocking;

  CheckedRule(BeanContext beans, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.beans = beans;
    this.blocking = blocking;
  }

  @Override
  public Publisher<SecurityRuleResult> check(
      @Nullable HttpRequest<?> request, @Nullable Authentication caller) {
    return request == null
        ? Publishers.just(SecurityRuleResult.UNKNOWN)
        : of(request)
            .map(check -> ask(beans.getBean(check), request))
            .orElseGet(() -> Publishers.just(SecurityRuleResult.UNKNOWN));
  }

  /** Asked of the route and not of the path, which has more than one spelling. */
  @SuppressWarnings("unchecked") // the annotation bounds the class
  static Optional<Class<? extends CallerCheck>> of(HttpRequest<?> request) {
    RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
    return route == null
        ? Optional.empty()
        : route
            .getAnnotationMetadata()
            .classValue(CheckedBy.class)
            .map(type -> (Class<? extends CallerCheck>) type);
  }

  private Publisher<SecurityRuleResult> ask(CallerCheck check, HttpRequest<?> request) {
    return Publishers.fromCompletableFuture(
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  check.require(request);
                  return SecurityRuleResult.ALLOWED;
                },
                blocking));
  }

  /** Before every other, also that of {@code @Secured}: nothing else decides on such a route. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
