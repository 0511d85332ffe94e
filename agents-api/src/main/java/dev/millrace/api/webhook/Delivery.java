package dev.millrace.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code webhook_deliveries}, with the URL that its endpoint has now. */
record Delivery(
    UUID id,
    @Nullable UUID endpointId,
    @Nullable String url,
    String eventType,
    UUID subjectId,
    DeliveryState state,
    int attempts,
    int redrives,
    @Nullable Instant nextAttemptAt,
    @Nullable Integer lastStatus,
    @Nullable String lastError,
    ObjectNode payload,
    JsonNode attemptLog,
    Instant createdAt,
    @Nullable Instant deliveredAt,
    @Nullable Instant failedAt) {
  static final String SELECT =
      """
      SELECT d.id, d.endpoint_id, coalesce(d.callback_url, e.url) AS url, d.event_type, d.subject_id, d.state, d.attempts,
             d.redrives, d.next_attempt_at, d.last_status, d.last_error, d.payload,
             jsonb_build_object('attempts', d.attempt_log) AS attempt_log, d.created_at, d.delivered_at, d.failed_at
      FROM webhook_deliveries d
      LEFT JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id
      """;

  static Delivery read(ResultSet row) throws SQLException {
    return new Delivery(
        row.getObject("id", UUID.class),
        row.getObject("endpoint_id", UUID.class),
        row.getString("url"),
        row.getString("event_type"),
        row.getObject("subject_id", UUID.class),
        DeliveryState.of(row.getString("state")).orElseThrow(),
        row.getInt("attempts"),
        row.getInt("redrives"),
        Sql.instant(row, "next_attempt_at"),
        row.getObject("last_status", Integer.class),
        row.getString("last_error"),
        ContentRequestCodec.parseObject(row.getString("payload")),
        ContentRequestCodec.parseObject(row.getString("attempt_log")).get("attempts"),
        Sql.requiredInstant(row, "created_at"),
        Sql.instant(row, "delivered_at"),
        Sql.instant(row, "failed_at"));
  }
}
