package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of an exercise, as the journal has it.
 *
 * @param before what the change found; null when there was no exercise
 * @param after what it left; null when it took the exercise away
 * @param fields the names of the fields in which the two differ
 * @param verdict why it was made: the finding, and who judged so
 * @param reverts the change that it undoes
 * @param revertedBy the change that undid it
 */
@Introspected
public record Change(
    UUID id,
    UUID exerciseId,
    Operation operation,
    @Schema(type = "object", implementation = Object.class) @Nullable ObjectNode before,
    @Schema(type = "object", implementation = Object.class) @Nullable ObjectNode after,
    List<String> fields,
    @Nullable Integer versionBefore,
    int versionAfter,
    @Nullable UUID jobId,
    @Nullable UUID runId,
    String actor,
    @Schema(type = "object", implementation = Object.class) ObjectNode verdict,
    @Nullable UUID reverts,
    @Nullable UUID revertedBy,
    Instant createdAt) {
  /** What {@link #read} wants, of the journal called c. */
  static final String SELECTION =
      """
      SELECT c.id, c.exercise_id, c.operation, c.before, c.after, c.fields, c.version_before, c.version_after, c.job_id,
             c.run_id, c.actor, c.verdict, c.reverts, c.created_at, u.id AS reverted_by
      FROM catalog_changes c LEFT JOIN catalog_changes u ON u.reverts = c.id
      """;

  static Change read(ResultSet row) throws SQLException {
    Array fields = row.getArray("fields");
    return new Change(
        row.getObject("id", UUID.class),
        row.getObject("exercise_id", UUID.class),
        Operation.of(row.getString("operation")).orElseThrow(),
        document(row, "before"),
        document(row, "after"),
        List.of((String[]) fields.getArray()),
        row.getObject("version_before", Integer.class),
        row.getInt("version_after"),
        row.getObject("job_id", UUID.class),
        row.getObject("run_id", UUID.class),
        row.getString("actor"),
        ContentRequestCodec.parseObject(row.getString("verdict")),
        row.getObject("reverts", UUID.class),
        row.getObject("reverted_by", UUID.class),
        Sql.requiredInstant(row, "created_at"));
  }

  private static @Nullable ObjectNode document(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column))
        .map(ContentRequestCodec::parseObject)
        .orElse(null);
  }
}
