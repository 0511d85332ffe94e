package dev.millrace.api.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.content.ContentRequestResource.Failure;
import dev.millrace.api.content.ContentRequestResource.Usage;
import dev.millrace.api.content.TraceParent;
import dev.millrace.api.content.WaitingOn;
import dev.millrace.content.RequestStatus;
import dev.millrace.run.AgentRun;
import dev.millrace.run.RunKind;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An agent run as callers see it. */
@Introspected
@Schema(name = "AgentRun", description = "A task for a chain of agents, and where it stands.")
record RunResource(
    @Schema(description = "UUID version 7, chosen by the service.") UUID id,
    @Schema(description = "The caller's own name for the run, unique in its organization.")
        String correlationId,
    String organizationId,
    RunKind kind,
    @Schema(example = "A red scarf on fresh snow") String prompt,
    @Nullable String shop,
    @Schema(description = "Of the kind.", implementation = Object.class) ObjectNode parameters,
    @Schema(
            description = "The caller's own data, with every field the service does not know.",
            implementation = Object.class)
        ObjectNode metadata,
    @Schema(description = "Where the end is told, beside the organization's webhook endpoints.")
        @Nullable String callbackUrl,
    RequestStatus status,
    @Schema(
            description = "Of a completed run: whether there is a task.",
            type = "string",
            allowableValues = {"task_created", "no_task_created"})
        @Nullable String outcome,
    @Schema(description = "Why there is none.", example = "review_refused")
        @Nullable String outcomeReason,
    @Schema(description = "Attempts that failed so far.") int retryCount,
    int maxAttempts,
    @Schema(description = "0 to 100.") int progress,
    @Schema(
            description = "The step that is being made.",
            type = "string",
            allowableValues = {"plan", "generate", "review", "assemble"})
        @Nullable String stage,
    @Schema(description = "Why a pending run does not run yet, in words.", example = "in the queue")
        @Nullable String waitingOn,
    @Nullable Failure error,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    @Nullable Instant failedAt,
    @Nullable Instant cancelledAt,
    Usage usage,
    @Schema(description = "Leads to the run's log lines and spans.") @Nullable String traceId,
    RunLinks links) {

  /** Where the resource of an id is. */
  static String path(UUID id) {
    return "/v1/runs/" + id;
  }

  /** The resource of a row. */
  static RunResource of(AgentRun row) {
    return new RunResource(
        row.id(),
        row.correlationId(),
        row.organizationId(),
        row.kind(),
        row.prompt(),
        row.shop(),
        row.parameters(),
        row.metadata(),
        row.callbackUrl(),
        row.status(),
        row.outcome(),
        row.outcomeReason(),
        row.retryCount(),
        row.maxAttempts(),
        row.progress(),
        row.stage(),
        waiting(row).words(),
        Failure.of(row.errorClass(), row.errorMessage(), row.errorFingerprint()),
        row.createdAt(),
        row.updatedAt(),
        row.startedAt(),
        row.completedAt(),
        row.failedAt(),
        row.cancelledAt(),
        new Usage(row.inputTokens(), row.outputTokens(), row.images(), row.cost()),
        TraceParent.traceId(row.traceParent()),
        RunLinks.of(row));
  }

  /** Why a run does not run yet. */
  static WaitingOn waiting(AgentRun row) {
    return new WaitingOn(
        row.status(), row.waitReason(), row.publishedAt(), row.notBefore(), row.nextPublishAt());
  }

  /** Where to go from here. */
  @Introspected
  @Schema(name = "RunLinks", description = "Paths that apply in this state.")
  record RunLinks(
      String self,
      String events,
      String logs,
      @Nullable String result,
      @Nullable String cancel,
      @Nullable String retry) {
    static RunLinks of(AgentRun row) {
      String self = path(row.id());
      boolean isOpen = !row.status().isEnded();
      boolean isCompleted = row.status() == RequestStatus.COMPLETED;
      return new RunLinks(
          self,
          self + "/events",
          self + "/logs",
          isCompleted ? self + "/result" : null,
          isOpen ? self + "/cancel" : null,
          isOpen || isCompleted ? null : self + "/retry");
    }
  }
}
