package dev.millrace.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.failure.FailureClass;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code agent_runs} as readers see it. */
public record AgentRun(
    UUID id,
    String organizationId,
    String correlationId,
    RunKind kind,
    String prompt,
    @Nullable String shop,
    ObjectNode parameters,
    ObjectNode metadata,
    RequestStatus status,
    @Nullable String outcome,
    @Nullable String outcomeReason,
    int retryCount,
    int maxAttempts,
    int progress,
    @Nullable String stage,
    @Nullable String waitReason,
    @Nullable Instant notBefore,
    @Nullable String callbackUrl,
    int dispatch,
    @Nullable Instant nextPublishAt,
    @Nullable Instant publishedAt,
    @Nullable FailureClass errorClass,
    @Nullable String errorMessage,
    @Nullable String errorFingerprint,
    long inputTokens,
    long outputTokens,
    int images,
    BigDecimal cost,
    int eventSeq,
    @Nullable String traceParent,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    @Nullable Instant failedAt,
    @Nullable Instant cancelledAt) {

  /** The columns that {@link #read} wants, for a {@code SELECT} or {@code RETURNING} of ours. */
  public static final String COLUMNS =
      """
      r.id, r.organization_id, r.correlation_id, r.kind, r.prompt, r.shop, r.parameters, r.metadata, r.status,
      r.outcome, r.outcome_reason, r.retry_count, r.max_attempts, r.progress, r.stage, r.wait_reason, r.not_before,
      r.callback_url, r.dispatch, r.next_publish_at, r.published_at, r.error_class, r.error_message, r.error_fingerprint,
      r.input_tokens, r.output_tokens, r.images, r.cost, r.event_seq, r.trace_parent, r.created_at, r.updated_at,
      r.started_at, r.completed_at, r.failed_at, r.cancelled_at
      """;

  /** Reads {@link #COLUMNS}. */
  public static AgentRun read(ResultSet row) throws SQLException {
    return new AgentRun(
        row.getObject("id", UUID.class),
        row.getString("organization_id"),
        row.getString("correlation_id"),
        RunKind.of(row.getString("kind")).orElseThrow(),
        row.getString("prompt"),
        row.getString("shop"),
        ContentRequestCodec.parseObject(row.getString("parameters")),
        ContentRequestCodec.parseObject(row.getString("metadata")),
        RequestStatus.of(row.getString("status")).orElseThrow(),
        row.getString("outcome"),
        row.getString("outcome_reason"),
        row.getInt("retry_count"),
        row.getInt("max_attempts"),
        row.getInt("progress"),
        row.getString("stage"),
        row.getString("wait_reason"),
        Sql.instant(row, "not_before"),
        row.getString("callback_url"),
        row.getInt("dispatch"),
        Sql.instant(row, "next_publish_at"),
        Sql.instant(row, "published_at"),
        Optional.ofNullable(row.getString("error_class")).flatMap(FailureClass::of).orElse(null),
        row.getString("error_message"),
        row.getString("error_fingerprint"),
        row.getLong("input_tokens"),
        row.getLong("output_tokens"),
        row.getInt("images"),
        row.getBigDecimal("cost"),
        row.getInt("event_seq"),
        row.getString("trace_parent"),
        Sql.requiredInstant(row, "created_at"),
        Sql.requiredInstant(row, "updated_at"),
        Sql.instant(row, "started_at"),
        Sql.instant(row, "completed_at"),
        Sql.instant(row, "failed_at"),
        Sql.instant(row, "cancelled_at"));
  }

  /** What was asked for, as our own messages carry it. */
  public NewAgentRun document() {
    return new NewAgentRun(
        id, correlationId, organizationId, kind, prompt, shop, parameters, callbackUrl, metadata);
  }
}
