package dev.millrace.content;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.database.Sql;
import dev.millrace.failure.FailureClass;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code content_requests} as readers see it. */
public record ContentRequest(
    UUID id,
    String organizationId,
    String correlationId,
    String studentId,
    String topic,
    String gradeLevel,
    ContentFormat format,
    List<String> interests,
    ObjectNode metadata,
    RequestStatus status,
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
    @Nullable String provider,
    @Nullable String model,
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
      r.id, r.organization_id, r.correlation_id, r.student_id, r.topic, r.grade_level, r.format, r.interests,
      r.metadata, r.status, r.retry_count, r.max_attempts, r.progress, r.stage, r.wait_reason, r.not_before,
      r.callback_url, r.dispatch, r.next_publish_at, r.published_at, r.error_class, r.error_message, r.error_fingerprint,
      r.provider, r.model, r.input_tokens, r.output_tokens, r.images, r.cost, r.event_seq, r.trace_parent,
      r.created_at, r.updated_at, r.started_at, r.completed_at, r.failed_at, r.cancelled_at
      """;

  /** Reads {@link #COLUMNS}. */
  public static ContentRequest read(ResultSet row) throws SQLException {
    return new ContentRequest(
        row.getObject("id", UUID.class),
        row.getString("organization_id"),
        row.getString("correlation_id"),
        row.getString("student_id"),
        row.getString("topic"),
        row.getString("grade_level"),
        ContentFormat.of(row.getString("format")).orElseThrow(),
        texts(row.getArray("interests")),
        ContentRequestCodec.parseObject(row.getString("metadata")),
        RequestStatus.of(row.getString("status")).orElseThrow(),
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
        row.getString("provider"),
        row.getString("model"),
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
  public NewContentRequest document() {
    return new NewContentRequest(
        id,
        correlationId,
        organizationId,
        studentId,
        topic,
        gradeLevel,
        format,
        interests,
        notBefore,
        callbackUrl,
        metadata);
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
