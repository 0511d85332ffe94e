package dev.millrace.api.deadletter;

import dev.millrace.database.Sql;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The dead letters of one cause. */
@Introspected
@Schema(description = "The dead letters of one cause.")
record DeadLetterGroup(
    String fingerprint,
    @Schema(description = "All letters of the cause, redriven ones too.") long count,
    @Schema(description = "Letters that nobody has put back yet.") long open,
    Instant firstSeen,
    Instant lastSeen,
    Sample sample) {

  static DeadLetterGroup read(ResultSet row) throws SQLException {
    return new DeadLetterGroup(
        row.getString("fingerprint"),
        row.getLong("letters"),
        row.getLong("open"),
        Sql.requiredInstant(row, "first_seen"),
        Sql.requiredInstant(row, "last_seen"),
        new Sample(
            row.getObject("sample_id", UUID.class),
            row.getObject("sample_request_id", UUID.class),
            row.getObject("sample_run_id", UUID.class),
            row.getString("error_class"),
            row.getString("error_message")));
  }

  /** The latest letter of the cause. */
  @Introspected
  @Schema(name = "DeadLetterSample", description = "The latest letter of the cause.")
  record Sample(
      UUID id,
      @Nullable UUID requestId,
      @Nullable UUID runId,
      String errorClass,
      String errorMessage) {}
}
