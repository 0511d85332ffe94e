package dev.millrace.docs;

import dev.millrace.observability.ServiceConfig;
import dev.millrace.security.DocsConfig;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import io.micronaut.web.router.RouteAttributes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Opens the documentation to any caller, and where so configured to strangers. */
@Singleton
final class DocsRule implements SecurityRule<HttpRequest<?>> {
  private final boolean isOpen;

  DocsRule(DocsConfig config, ServiceConfig service) {
    this.isOpen = config.isOpen(service);
  }

  @Override
  public Publisher<SecurityRuleResult> check(
      @Nullable HttpRequest<?> request, @Nullable Authentication caller) {
    return Publishers.just(
        request == null || !isDocumentation(request)
            ? SecurityRuleResult.UNKNOWN
            : isOpen || caller != null ? SecurityRuleResult.ALLOWED : SecurityRuleResult.REJECTED);
  }

  private static boolean isDocumentation(HttpRequest<?> request) {
    return RouteAttributes.getRouteMatch(request)
        .filter(route -> route.getRouteInfo().getDeclaringType() == DocsController.class)
        .isPresent();
  }

  /** Before the rule for controllers' annotations. */
  @Override
  public int getOrder() {
    return -101;
  }
}
