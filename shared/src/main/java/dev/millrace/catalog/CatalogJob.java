package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.failure.FailureClass;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code catalog_jobs}, or of its archive, as readers see it.
 *
 * @param exerciseId what it is about; null for an add
 * @param finding what is wrong, as a name
 * @param reason what is wrong, as a sentence
 * @param payload what was asked for: {@code changes}, the fields and what they are to say
 * @param cost of finding and planning it, in US dollars
 * @param plannedVersion the version of the exercise that the plan is of
 * @param plan what it would change, or has changed: {@code changes}, and the planner's reason
 */
@Introspected
public record CatalogJob(
    UUID id,
    JobType type,
    JobMode mode,
    JobStatus status,
    @Nullable UUID exerciseId,
    int priority,
    String finding,
    String reason,
    @Schema(type = "object", implementation = Object.class) ObjectNode payload,
    String filedBy,
    @Nullable UUID filedInRun,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String promptVersion,
    BigDecimal cost,
    int attempts,
    int maxAttempts,
    int replans,
    Instant notBefore,
    @Nullable String blockedReason,
    @Nullable String leaseOwner,
    @Nullable Instant leaseUntil,
    @Nullable UUID runId,
    @Nullable Integer plannedVersion,
    @Schema(type = "object", implementation = Object.class) @Nullable ObjectNode plan,
    @Nullable JobResult result,
    @Nullable UUID changeId,
    @Nullable FailureClass errorClass,
    @Nullable String errorMessage,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  /** The columns that {@link #read} wants, for a statement of ours that calls the table j. */
  static final String COLUMNS =
      """
      j.id, j.type, j.mode, j.status, j.exercise_id, j.priority, j.finding, j.reason, j.payload, j.filed_by,
      j.filed_in_run, j.provider, j.model, j.prompt_version, j.cost, j.attempts, j.max_attempts, j.replans,
      j.not_before, j.blocked_reason, j.lease_owner, j.lease_until, j.run_id, j.planned_version, j.plan, j.result,
      j.change_id, j.error_class, j.error_message, j.created_at, j.updated_at, j.started_at, j.ended_at
      """;

  static CatalogJob read(ResultSet row) throws SQLException {
    return new CatalogJob(
        row.getObject("id", UUID.class),
        JobType.of(row.getString("type")).orElseThrow(),
        JobMode.of(row.getString("mode")).orElseThrow(),
        JobStatus.of(row.getString("status")).orElseThrow(),
        row.getObject("exercise_id", UUID.class),
        row.getInt("priority"),
        row.getString("finding"),
        row.getString("reason"),
        ContentRequestCodec.parseObject(row.getString("payload")),
        row.getString("filed_by"),
        row.getObject("filed_in_run", UUID.class),
        row.getString("provider"),
        row.getString("model"),
        row.getString("prompt_version"),
        row.getBigDecimal("cost"),
        row.getInt("attempts"),
        row.getInt("max_attempts"),
        row.getInt("replans"),
        Sql.requiredInstant(row, "not_before"),
        row.getString("blocked_reason"),
        row.getString("lease_owner"),
        Sql.instant(row, "lease_until"),
        row.getObject("run_id", UUID.class),
        row.getObject("planned_version", Integer.class),
        Optional.ofNullable(row.getString("plan"))
            .map(ContentRequestCodec::parseObject)
            .orElse(null),
        Optional.ofNullable(row.getString("result")).flatMap(JobResult::of).orElse(null),
        row.getObject("change_id", UUID.class),
        Optional.ofNullable(row.getString("error_class")).flatMap(FailureClass::of).orElse(null),
        row.getString("error_message"),
        Sql.requiredInstant(row, "created_at"),
        Sql.requiredInstant(row, "updated_at"),
        Sql.instant(row, "started_at"),
        Sql.instant(row, "ended_at"));
  }
}
