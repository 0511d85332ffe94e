package dev.millrace.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A delivery as callers see it. */
@Introspected
@Schema(name = "WebhookDelivery", description = "What was, or will be, told to one place.")
record DeliveryResource(
    @Schema(description = "What the receiver sees as webhook-id, in every attempt.") UUID id,
    @Schema(description = "Absent for the callback_url of a request.") @Nullable UUID endpointId,
    @Schema(description = "Absent when the endpoint is deleted.") @Nullable String url,
    String eventType,
    @Schema(description = "What has ended.") UUID subjectId,
    DeliveryState state,
    @Schema(description = "Since it was made or redriven.") int attempts,
    int redrives,
    @Nullable Instant nextAttemptAt,
    @Nullable Integer lastStatus,
    @Nullable String lastError,
    Instant createdAt,
    @Nullable Instant deliveredAt,
    @Nullable Instant failedAt,
    @Schema(description = "What is posted; of one delivery only.", implementation = Object.class)
        @Nullable JsonNode payload,
    @Schema(description = "The last 30 attempts; of one delivery only.")
        @Nullable List<Attempt> attemptLog) {

  /** One attempt. */
  @Introspected
  @Schema(name = "WebhookAttempt", description = "One attempt at a delivery.")
  record Attempt(
      Instant at,
      @Nullable Long durationMs,
      @Schema(description = "What was answered, if anything was.") @Nullable Integer status,
      @Nullable String error) {
    static Attempt of(JsonNode entry) {
      return new Attempt(
          OffsetDateTime.parse(entry.path("at").asText()).toInstant(),
          entry.has("duration_ms") ? entry.get("duration_ms").longValue() : null,
          entry.has("status") ? entry.get("status").intValue() : null,
          entry.has("error") ? entry.get("error").asText() : null);
    }
  }

  static String path(UUID id) {
    return "/v1/webhook-deliveries/" + id;
  }

  /** As it is listed. */
  static DeliveryResource of(Delivery delivery) {
    return of(delivery, null, null);
  }

  /** With its payload and its attempts. */
  static DeliveryResource whole(Delivery delivery) {
    return of(
        delivery,
        delivery.payload(),
        StreamSupport.stream(delivery.attemptLog().spliterator(), false).map(Attempt::of).toList());
  }

  private static DeliveryResource of(
      Delivery delivery, @Nullable JsonNode payload, @Nullable List<Attempt> attemptLog) {
    return new DeliveryResource(
        delivery.id(),
        delivery.endpointId(),
        delivery.url(),
        delivery.eventType(),
        delivery.subjectId(),
        delivery.state(),
        delivery.attempts(),
        delivery.redrives(),
        delivery.nextAttemptAt(),
        delivery.lastStatus(),
        delivery.lastError(),
        delivery.createdAt(),
        delivery.deliveredAt(),
        delivery.failedAt(),
        payload,
        attemptLog);
  }
}
