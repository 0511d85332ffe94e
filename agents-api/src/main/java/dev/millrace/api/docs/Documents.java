package dev.millrace.api.docs;

import dev.millrace.content.ContentFormat;
import dev.millrace.run.RunKind;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers send, for the description of the API only: the documents themselves are read by
 * hand, strictly, and with every fault told at once.
 */
public final class Documents {
  private Documents() {}

  /** Asks for content. */
  @Introspected
  @Schema(
      name = "NewContentRequest",
      description = "Asks for content. Fields that are not listed are kept in metadata.")
  public record NewContentRequest(
      @Schema(maxLength = 128, example = "student-17") String studentId,
      @Schema(maxLength = 500, example = "Photosynthesis") String topic,
      @Schema(maxLength = 64, example = "7th Grade") String gradeLevel,
      @Schema(
              maxLength = 128,
              description = "Your own name for the request; repeating it gives the same request.")
          @Nullable String correlationId,
      @Schema(description = "Must be the token's, if it is there.") @Nullable String organizationId,
      @Schema(description = "lesson unless said otherwise.") @Nullable ContentFormat format,
      @Schema(description = "At most 20, of at most 100 characters.")
          @Nullable List<String> interests,
      @Schema(description = "The earliest time at which it may run.") @Nullable Instant notBefore,
      @Schema(
              maxLength = 2048,
              description = "Where the end is told: https, on the public internet.",
              example = "https://example.com/millrace")
          @Nullable String callbackUrl,
      @Schema(
              description =
                  "Your own data, at most 16 KiB. \"cache\": \"off\" asks models for a new answer.",
              type = "object",
              implementation = Object.class)
          @Nullable Object metadata) {}

  /** Asks for many contents. */
  @Introspected
  @Schema(name = "NewBatch", description = "1 to 1,000 requests, at most 8 MiB.")
  public record NewBatch(List<NewContentRequest> requests) {}

  /** Asks for an agent run. */
  @Introspected
  @Schema(
      name = "NewAgentRun",
      description = "Asks agents to do something. Fields that are not listed are kept in metadata.")
  public record NewAgentRun(
      @Schema(maxLength = 8000, example = "A red scarf on fresh snow") String prompt,
      @Schema(description = "product_image unless said otherwise.") @Nullable RunKind kind,
      @Schema(maxLength = 128, description = "The shop that it is done for.") @Nullable String shop,
      @Schema(
              description =
                  "Of the kind: width and height of a picture, 64 to 2048, and whatever the prompts"
                      + " make use of. cache false has nothing taken from the cache. At most 16 KiB.",
              type = "object",
              implementation = Object.class)
          @Nullable Object parameters,
      @Schema(
              maxLength = 2048,
              description = "Where the end is told: https, on the public internet.",
              example = "https://example.com/millrace")
          @Nullable String callbackUrl,
      @Schema(
              maxLength = 128,
              description = "Your own name for the run; repeating it gives the same run.")
          @Nullable String correlationId,
      @Schema(description = "Must be the token's, if it is there.") @Nullable String organizationId,
      @Schema(
              description = "Your own data, at most 16 KiB.",
              type = "object",
              implementation = Object.class)
          @Nullable Object metadata) {}

  /** Says which dead letters are put back. */
  @Introspected
  @Schema(
      name = "Redrive",
      description = "Which dead letters are put back: exactly one of ids, fingerprint and filter.")
  public record Redrive(
      @Nullable List<UUID> ids,
      @Nullable String fingerprint,
      @Nullable LetterFilter filter,
      @Schema(description = "Only tell what would happen.") @Nullable Boolean dryRun,
      @Schema(
              description =
                  "The most letters, the oldest first: 100 unless said otherwise, at most 10,000.")
          @Nullable Integer limit,
      @Schema(
              description = "How many requests a second are published; at once if absent.",
              example = "10")
          @Nullable Double perSecond,
      @Schema(description = "Takes the place of the one letter's payload.")
          @Nullable NewContentRequest payload) {}

  /** Which dead letters are meant. */
  @Introspected
  @Schema(name = "LetterFilter", description = "Open letters unless status says otherwise.")
  public record LetterFilter(
      @Nullable String fingerprint,
      @Nullable String errorClass,
      @Schema(description = "open or redriven.") @Nullable String status,
      @Nullable UUID requestId,
      @Nullable UUID runId,
      @Nullable Instant createdAfter,
      @Nullable Instant createdBefore) {}
}
