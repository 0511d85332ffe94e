package dev.millrace.api.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A dead letter as operators see it. */
@Introspected
@Schema(name = "DeadLetter", description = "A message that failed for good, and why.")
record DeadLetterResource(
    UUID id,
    @Schema(description = "The request that failed; absent if the message never became one.")
        @Nullable UUID requestId,
    @Schema(description = "The run that failed; absent if the message never became one.")
        @Nullable UUID runId,
    @Nullable Integer dispatch,
    @Nullable String correlationId,
    String subscription,
    Failure error,
    LetterStatus status,
    int redriveCount,
    long payloadBytes,
    @Schema(implementation = Object.class) ObjectNode attributes,
    @Nullable String messageId,
    @Schema(description = "The copy that Pub/Sub forwarded to the dead-letter topic.")
        @Nullable String copyMessageId,
    @Schema(implementation = Object.class) @Nullable ObjectNode copyAttributes,
    Instant createdAt,
    @Nullable Instant redrivenAt,
    @Schema(description = "What was in the message, if it is JSON.", implementation = Object.class)
        @Nullable JsonNode payload,
    @Schema(description = "What was in the message, if it is text but not JSON.")
        @Nullable String payloadText,
    @Schema(description = "What was in the message, if it is not even text.")
        @Nullable String payloadBase64) {

  /** Why it failed. */
  @Introspected
  @Schema(name = "Cause", description = "Why it failed.")
  record Failure(
      @JsonProperty("class") @Schema(name = "class") String failureClass,
      String message,
      String fingerprint) {}

  static DeadLetterResource of(DeadLetter letter) {
    return of(letter, new Payload(null, null, null));
  }

  static DeadLetterResource of(DeadLetter letter, Payload payload) {
    return new DeadLetterResource(
        letter.id(),
        letter.requestId(),
        letter.runId(),
        letter.dispatch(),
        letter.correlationId(),
        letter.subscription(),
        new Failure(letter.errorClass(), letter.errorMessage(), letter.fingerprint()),
        letter.status(),
        letter.redriveCount(),
        letter.payloadBytes(),
        letter.attributes(),
        letter.messageId(),
        letter.copyMessageId(),
        letter.copyAttributes(),
        letter.createdAt(),
        letter.redrivenAt(),
        payload.json(),
        payload.text(),
        payload.base64());
  }
}
