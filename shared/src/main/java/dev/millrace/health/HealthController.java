package dev.millrace.health;

import dev.millrace.observability.ServiceConfig;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The three addresses of health; anyone may ask. */
@Controller("/health")
@Secured(SecurityRule.IS_ANONYMOUS)
@Header(name = "Cache-Control", value = "no-store")
final class HealthController {
  private final Health health;
  private final ServiceConfig service;
  private final Clock clock;

  HealthController(Health health, ServiceConfig service, Clock clock) {
    this.health = health;
    this.service = service;
    this.clock = clock;
  }

  /** The body of {@code /health}. */
  @Introspected
  record Report(String status, Instant timestamp, String version, Map<String, Boolean> services) {}

  /** The body of the two for orchestrators. */
  @Introspected
  record State(String status) {}

  /** How everything is: 503 if the database is away. */
  @Get
  HttpResponse<Report> report() {
    Map<String, Boolean> services = health.services();
    String status = status(services);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return HttpResponse.<Report>status(
            status.equals("unhealthy") ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK)
        .body(new Report(status, now, service.version(), services));
  }

  /** That the process lives; if this fails, start it anew. */
  @Get("/liveness")
  State liveness() {
    return new State("alive");
  }

  /** Whether to send requests. */
  @Get("/readiness")
  HttpResponse<State> readiness() {
    return health.isReady()
        ? HttpResponse.ok(new State("ready"))
        : HttpResponse.<State>status(HttpStatus.SERVICE_UNAVAILABLE).body(new State("not ready"));
  }

  private static String status(Map<String, Boolean> services) {
    if (!services.getOrDefault(Health.DATABASE, true)) {
      return "unhealthy";
    }
    return services.containsValue(false) ? "degraded" : "healthy";
  }
}
