package dev.millrace.api.webhook;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers send, for the description of the API only: {@link BodyReader} reads it. */
final class Documents {
  private Documents() {}

  /** Asks for an endpoint. */
  @Introspected
  @Schema(name = "NewWebhookEndpoint", description = "Where the organization wants to be told.")
  record NewWebhookEndpoint(
      @Schema(
              maxLength = 2048,
              description = "https, on the public internet.",
              example = "https://example.com/millrace")
          String url,
      @Schema(maxLength = 500) @Nullable String description,
      @Schema(description = "What it is told of; everything if absent or empty.")
          @Nullable List<String> eventTypes,
      @Schema(description = "true unless said otherwise.") @Nullable Boolean enabled) {}

  /** Changes an endpoint. */
  @Introspected
  @Schema(name = "WebhookEndpointChange", description = "What is absent stays as it is.")
  record WebhookEndpointChange(
      @Nullable String url,
      @Schema(description = "null takes it away.") @Nullable String description,
      @Nullable List<String> eventTypes,
      @Nullable Boolean enabled) {}

  /** Replaces a secret. */
  @Introspected
  @Schema(name = "SecretRotation", description = "How a secret is replaced.")
  record SecretRotation(
      @Schema(
              description = "For how long the older secret signs, too: PT0S to P7D.",
              example = "PT24H")
          @Nullable String overlap) {}

  /** Says which deliveries are made again. */
  @Introspected
  @Schema(
      name = "DeliveryRedrive",
      description = "Which deliveries are made again: exactly one of ids and filter.")
  record DeliveryRedrive(
      @Nullable List<UUID> ids,
      @Nullable DeliverySelection filter,
      @Schema(description = "Only tell what would happen.") @Nullable Boolean dryRun,
      @Schema(description = "The most, the oldest first: 100 unless said otherwise, to 10,000.")
          @Nullable Integer limit) {}

  /** Which deliveries are meant. */
  @Introspected
  @Schema(name = "DeliveryFilter", description = "Failed deliveries unless state says otherwise.")
  record DeliverySelection(
      @Nullable String state,
      @Nullable UUID endpointId,
      @Nullable String eventType,
      @Nullable UUID subjectId,
      @Nullable Instant createdAfter,
      @Nullable Instant createdBefore) {}
}
