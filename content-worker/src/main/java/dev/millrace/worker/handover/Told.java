package dev.millrace.worker.handover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is told of a finished task. */
record Told(
    UUID run,
    String organizationId,
    String correlationId,
    @Nullable String shop,
    String kind,
    String title,
    ObjectNode result,
    int steps,
    long inputTokens,
    long outputTokens,
    int images,
    BigDecimal cost,
    long durationMs,
    Instant createdAt,
    @Nullable File picture) {

  /** The picture that the result names. */
  @SuppressWarnings("ArrayRecordComponent") // It is written out, never compared.
  record File(String name, String mediaType, int width, int height, byte @Nullable [] bytes) {}

  static Told read(UUID run, ResultSet row) throws SQLException {
    String name = row.getString("name");
    return new Told(
        run,
        row.getString("organization_id"),
        row.getString("correlation_id"),
        row.getString("shop"),
        row.getString("kind"),
        row.getString("title"),
        ContentRequestCodec.parseObject(row.getString("result")),
        row.getInt("steps"),
        row.getLong("input_tokens"),
        row.getLong("output_tokens"),
        row.getInt("images"),
        row.getBigDecimal("cost"),
        row.getLong("duration_ms"),
        Sql.requiredInstant(row, "created_at"),
        name == null
            ? null
            : new File(
                name,
                row.getString("media_type"),
                row.getInt("width"),
                row.getInt("height"),
                row.getBytes("bytes")));
  }

  /** The document for a target. */
  byte[] document(Target target) {
    ObjectNode document =
        ContentRequestCodec.emptyObject()
            .put("task_id", run.toString())
            .put("run_id", run.toString())
            .put("organization_id", organizationId)
            .put("correlation_id", correlationId)
            .put("shop", shop)
            .put("kind", kind)
            .put("status", "completed")
            .put("title", title)
            .put("created_at", createdAt.toString());
    switch (target) {
      case PRODUCT -> {
        document.set("result", result);
        addPicture(document);
      }
      case ADMIN -> addNumbers(document);
      case CHAT -> throw new IllegalArgumentException("Chat is told an answer, and no document");
    }
    return ContentRequestCodec.encode(document);
  }

  private void addPicture(ObjectNode document) {
    if (picture != null && picture.bytes != null) {
      document
          .putObject("picture")
          .put("name", picture.name)
          .put("media_type", picture.mediaType)
          .put("width", picture.width)
          .put("height", picture.height)
          .put("data", Base64.getEncoder().encodeToString(picture.bytes));
    }
  }

  private void addNumbers(ObjectNode document) {
    document.put("steps", steps).put("duration_ms", durationMs);
    document
        .putObject("usage")
        .put("input_tokens", inputTokens)
        .put("output_tokens", outputTokens)
        .put("images", images)
        .put("cost", cost);
  }
}
