package dev.millrace.scheduler;

import dev.millrace.scheduler.caller.TickCallers;
import dev.millrace.startup.Launch;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/**
 * The scheduler's program: fires what is due by schedule, and sweeps what is due for publication.
 */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Millrace scheduler",
            version = "1",
            description =
                """
                Fires what is due, never twice, and says of each slot why it fired or not. Send a bearer token with the
                scope that an operation names. JSON is snake_case, times are RFC 3339 in UTC, and errors are problem
                details (RFC 9457).
                """,
            license = @License(name = "Apache 2.0")),
    security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(
    name = "bearer",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT",
    description = "A JWT with scopes and, usually, organization_id.")
@SecurityScheme(
    name = TickCallers.SCHEME,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description =
        "The cron secret, or Google's identity token of a service account that may call. No token"
            + " of ours.")
public final class Application {
  private Application() {}

  /** Runs until it is stopped. */
  public static void main(String[] arguments) {
    Launch.service("scheduler-service", arguments);
  }
}
