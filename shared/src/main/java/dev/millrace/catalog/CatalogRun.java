package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
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
 * A run of one of the catalog's commands.
 *
 * @param origin {@code schedule} or {@code operator}
 * @param executionKey of the fire that asked for it; null when an operator did
 * @param parameters what it was told, such as {@code apply} and {@code max_exercises}
 * @param counts what it did, such as {@code jobs_completed}
 * @param cost of its own calls of models, in US dollars
 */
@Introspected
public record CatalogRun(
    UUID id,
    CatalogCommand command,
    String origin,
    String actor,
    String organizationId,
    @Nullable String executionKey,
    @Schema(type = "object", implementation = Object.class) ObjectNode parameters,
    RunState state,
    int attempts,
    @Nullable String leaseOwner,
    @Nullable Instant leaseUntil,
    @Nullable RunOutcome outcome,
    @Schema(type = "object", implementation = Object.class) ObjectNode counts,
    BigDecimal cost,
    @Nullable String error,
    Instant recordedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  /** The columns that {@link #read} wants, for a statement of ours that calls the table r. */
  public static final String COLUMNS =
      """
      r.id, r.command, r.origin, r.actor, r.organization_id, r.execution_key, r.parameters, r.state, r.attempts,
      r.lease_owner, r.lease_until, r.outcome, r.counts, r.cost, r.error, r.recorded_at, r.started_at, r.ended_at
      """;

  /** Reads {@link #COLUMNS}. */
  public static CatalogRun read(ResultSet row) throws SQLException {
    return new CatalogRun(
        row.getObject("id", UUID.class),
        CatalogCommand.of(row.getString("command")).orElseThrow(),
        row.getString("origin"),
        row.getString("actor"),
        row.getString("organization_id"),
        row.getString("execution_key"),
        ContentRequestCodec.parseObject(row.getString("parameters")),
        RunState.of(row.getString("state")).orElseThrow(),
        row.getInt("attempts"),
        row.getString("lease_owner"),
        Sql.instant(row, "lease_until"),
        Optional.ofNullable(row.getString("outcome")).flatMap(RunOutcome::of).orElse(null),
        ContentRequestCodec.parseObject(row.getString("counts")),
        row.getBigDecimal("cost"),
        row.getString("error"),
        Sql.requiredInstant(row, "recorded_at"),
        Sql.instant(row, "started_at"),
        Sql.instant(row, "ended_at"));
  }
}
