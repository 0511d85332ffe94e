package dev.millrace.security;

import dev.millrace.observability.ServiceConfig;
import io.micronaut.configuration.metrics.micrometer.prometheus.management.PrometheusEndpoint;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Decides on what has no {@code @Secured} of ours: metrics, the API's documentation, and addresses
 * where there is nothing. Whatever no rule decides on is refused.
 */
@Singleton
final class PlatformRule implements SecurityRule<HttpRequest<?>> {
  static final String METRICS_SCOPE = "metrics:read";
  private static final String DOCUMENTATION = "/openapi/";

  private final boolean openDocs;
  private final boolean openMetrics;

  PlatformRule(SecurityConfig config, DocsConfig docs, ServiceConfig service) {
    openDocs = docs.isOpen(service);
    openMetrics = config.openMetrics();
  }

  @Override
  public Publisher<SecurityRuleResult> check(
      @Nullable HttpRequest<?> request, @Nullable Authentication caller) {
    return Publishers.just(request == null ? SecurityRuleResult.UNKNOWN : decide(request, caller));
  }

  private SecurityRuleResult decide(HttpRequest<?> request, @Nullable Authentication caller) {
    RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
    if (route == null) {
      return allowedIf(caller != null || (openDocs && isDocumentation(request.getPath())));
    }
    return isMetrics(route) ? allowedIf(mayReadMetrics(caller)) : SecurityRuleResult.UNKNOWN;
  }

  /** Asked of the route and not of the path, which has more than one spelling. */
  static boolean isMetrics(RouteMatch<?> route) {
    return route.getRouteInfo().getDeclaringType() == PrometheusEndpoint.class;
  }

  private static boolean isDocumentation(String path) {
    return path.startsWith(DOCUMENTATION) && !path.contains("..");
  }

  private boolean mayReadMetrics(@Nullable Authentication caller) {
    return openMetrics || (caller != null && caller.getRoles().contains(METRICS_SCOPE));
  }

  private static SecurityRuleResult allowedIf(boolean allowed) {
    return allowed ? SecurityRuleResult.ALLOWED : SecurityRuleResult.REJECTED;
  }

  /** Before Micronaut's own rule for management endpoints. */
  @Override
  public int getOrder() {
    return -100;
  }
}
