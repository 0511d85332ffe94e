package dev.millrace.api;

import dev.millrace.api.chat.ChatCallers;
import dev.millrace.startup.Launch;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** Entry point of agents-api. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Millrace",
            version = "1",
            description =
                """
                Asks for content for a student and follows it until it is there: what was accepted is never lost and
                never done twice. Send a bearer token with the scope that an operation names. JSON is snake_case,
                times are RFC 3339 in UTC, and errors are problem details (RFC 9457).
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
    name = ChatCallers.SCHEME,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description = "The token that Google Chat sends with its events. No token of ours.")
public final class Application {
  private Application() {}

  /** Starts the service; it runs until the process is told to end. */
  public static void main(String[] arguments) {
    Launch.service("agents-api", arguments);
  }
}
