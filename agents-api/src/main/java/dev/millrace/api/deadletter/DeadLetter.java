package dev.millrace.api.deadletter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code dead_letters} but for its payload. */
record DeadLetter(
    UUID id,
    @Nullable UUID requestId,
    @Nullable UUID runId,
    @Nullable Integer dispatch,
    @Nullable String correlationId,
    String subscription,
    String errorClass,
    String errorMessage,
    String fingerprint,
    long payloadBytes,
    ObjectNode attributes,
    @Nullable String messageId,
    @Nullable String copyMessageId,
    @Nullable ObjectNode copyAttributes,
    LetterStatus status,
    int redriveCount,
    Instant createdAt,
    @Nullable Instant redrivenAt) {
  static final String COLUMNS =
      """
      d.id, d.request_id, d.run_id, d.dispatch, d.correlation_id, d.subscription, d.error_class, d.error_message,
      d.fingerprint, d.payload_bytes, d.attributes, d.message_id, d.copy_message_id, d.copy_attributes, d.status,
      d.redrive_count, d.created_at, d.redriven_at
      """;

  static DeadLetter read(ResultSet row) throws SQLException {
    String copyAttributes = row.getString("copy_attributes");
    return new DeadLetter(
        row.getObject("id", UUID.class),
        row.getObject("request_id", UUID.class),
        row.getObject("run_id", UUID.class),
        row.getObject("dispatch", Integer.class),
        row.getString("correlation_id"),
        row.getString("subscription"),
        row.getString("error_class"),
        row.getString("error_message"),
        row.getString("fingerprint"),
        row.getLong("payload_bytes"),
        ContentRequestCodec.parseObject(row.getString("attributes")),
        row.getString("message_id"),
        row.getString("copy_message_id"),
        copyAttributes == null ? null : ContentRequestCodec.parseObject(copyAttributes),
        LetterStatus.of(row.getString("status")).orElseThrow(),
        row.getInt("redrive_count"),
        Sql.requiredInstant(row, "created_at"),
        Sql.instant(row, "redriven_at"));
  }
}
