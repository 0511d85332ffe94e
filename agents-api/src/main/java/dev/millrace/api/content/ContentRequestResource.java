package dev.millrace.api.content;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentFormat;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.RequestStatus;
import dev.millrace.failure.FailureClass;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A content request as callers see it. */
@Introspected
@Schema(
    name = "ContentRequest",
    description = "A request for a piece of content, and where it stands.")
public record ContentRequestResource(
    @Schema(description = "UUID version 7, chosen by the service.") UUID id,
    @Schema(description = "The caller's own name for the request, unique in its organization.")
        String correlationId,
    String organizationId,
    String studentId,
    @Schema(example = "Photosynthesis") String topic,
    @Schema(example = "7th Grade") String gradeLevel,
    ContentFormat format,
    List<String> interests,
    @Schema(
            description = "The caller's own data, with every field the service does not know.",
            implementation = Object.class)
        ObjectNode metadata,
    RequestStatus status,
    @Schema(description = "Attempts that failed so far.") int retryCount,
    int maxAttempts,
    @Schema(description = "0 to 100.") int progress,
    @Schema(description = "What a running request is doing.") @Nullable String stage,
    @Schema(
            description = "Why a pending request does not run yet, in words.",
            example = "in the queue")
        @Nullable String waitingOn,
    @Nullable Failure error,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    @Nullable Instant failedAt,
    @Nullable Instant cancelledAt,
    @Schema(description = "The earliest time at which it may run.") @Nullable Instant notBefore,
    @Schema(description = "Where the end is told, beside the organization's webhook endpoints.")
        @Nullable String callbackUrl,
    Usage usage,
    @Schema(description = "Leads to the request's log lines and spans.") @Nullable String traceId,
    Links links) {

  /** Where the resource of an id is. */
  static String path(UUID id) {
    return "/v1/content-requests/" + id;
  }

  /** The resource of a row. */
  static ContentRequestResource of(ContentRequest row) {
    return new ContentRequestResource(
        row.id(),
        row.correlationId(),
        row.organizationId(),
        row.studentId(),
        row.topic(),
        row.gradeLevel(),
        row.format(),
        row.interests(),
        row.metadata(),
        row.status(),
        row.retryCount(),
        row.maxAttempts(),
        row.progress(),
        row.stage(),
        WaitingOn.of(row),
        Failure.of(row),
        row.createdAt(),
        row.updatedAt(),
        row.startedAt(),
        row.completedAt(),
        row.failedAt(),
        row.cancelledAt(),
        row.notBefore(),
        row.callbackUrl(),
        new Usage(row.inputTokens(), row.outputTokens(), row.images(), row.cost()),
        TraceParent.traceId(row.traceParent()),
        Links.of(row));
  }

  /** Why it failed, or what it met last. */
  @Introspected
  @Schema(name = "Failure", description = "Why the request failed.")
  public record Failure(
      @JsonProperty("class") @Schema(name = "class") FailureClass failureClass,
      String message,
      @Schema(description = "The same for failures that are alike.") String fingerprint) {
    static @Nullable Failure of(ContentRequest row) {
      return of(row.errorClass(), row.errorMessage(), row.errorFingerprint());
    }

    /** Null where there is no class. */
    public static @Nullable Failure of(
        @Nullable FailureClass failureClass,
        @Nullable String message,
        @Nullable String fingerprint) {
      return failureClass == null
          ? null
          : new Failure(failureClass, orEmpty(message), orEmpty(fingerprint));
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }
  }

  /** What it has cost so far. */
  @Introspected
  @Schema(name = "Usage", description = "What the request has cost so far, all attempts together.")
  public record Usage(
      long inputTokens,
      long outputTokens,
      int images,
      @Schema(description = "In US dollars.") BigDecimal cost) {}

  /** Where to go from here. */
  @Introspected
  @Schema(name = "Links", description = "Paths that apply in this state.")
  public record Links(
      String self,
      String events,
      @Nullable String content,
      @Nullable String cancel,
      @Nullable String retry) {
    static Links of(ContentRequest row) {
      String self = path(row.id());
      return switch (row.status()) {
        case PENDING, PROCESSING -> new Links(self, self + "/events", null, self + "/cancel", null);
        case COMPLETED -> new Links(self, self + "/events", self + "/content", null, null);
        case FAILED, CANCELLED -> new Links(self, self + "/events", null, null, self + "/retry");
      };
    }
  }
}
