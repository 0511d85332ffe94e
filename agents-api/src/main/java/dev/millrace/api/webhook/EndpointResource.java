package dev.millrace.api.webhook;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An endpoint as callers see it. */
@Introspected
@Schema(name = "WebhookEndpoint", description = "Where the organization is told of ends.")
record EndpointResource(
    UUID id,
    String organizationId,
    String url,
    @Nullable String description,
    @Schema(description = "What it is told of; everything if empty.") List<String> eventTypes,
    boolean enabled,
    @Schema(description = "caller, or gone: it answered 410.") @Nullable String disabledReason,
    @Nullable Instant disabledAt,
    @Schema(
            description = "What signs, as Standard Webhooks' libraries take it. Shown this once.",
            example = "whsec_…")
        @Nullable String secret,
    Instant secretSetAt,
    @Schema(description = "Until when the older secret signs, too.")
        @Nullable Instant previousSecretUntil,
    Instant createdAt,
    Instant updatedAt) {

  static String path(UUID id) {
    return "/v1/webhook-endpoints/" + id;
  }

  /** Without the secret. */
  static EndpointResource of(Endpoint endpoint) {
    return of(endpoint, null);
  }

  static EndpointResource of(Endpoint endpoint, @Nullable String secret) {
    return new EndpointResource(
        endpoint.id(),
        endpoint.organizationId(),
        endpoint.url(),
        endpoint.description(),
        endpoint.eventTypes(),
        endpoint.isEnabled(),
        endpoint.disabledReason(),
        endpoint.disabledAt(),
        secret,
        endpoint.secretSetAt(),
        endpoint.previousSecretUntil(),
        endpoint.createdAt(),
        endpoint.updatedAt());
  }

  /** All but the secret. */
  @Override
  public String toString() {
    return "EndpointResource[id=" + id + "]";
  }
}
