package dev.millrace.scheduler.administration;

import dev.millrace.database.Sql;
import io.micronaut.core.annotation.Introspected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the ledger as callers see it. */
@Introspected
record DecisionResource(
    UUID scheduleId,
    Instant dueAt,
    Instant lastDueAt,
    long slots,
    String cause,
    String decision,
    @Nullable String reason,
    @Nullable String executionKey,
    @Nullable UUID tickId,
    Instant decidedAt,
    @Nullable Instant firedAt,
    @Nullable String runState,
    @Nullable Instant runUntil,
    @Nullable Instant endedAt,
    @Nullable String error,
    @Nullable Instant publishedAt) {

  static DecisionResource read(ResultSet row) throws SQLException {
    return new DecisionResource(
        row.getObject("schedule_id", UUID.class),
        Sql.requiredInstant(row, "due_at"),
        Sql.requiredInstant(row, "last_due_at"),
        row.getLong("slots"),
        row.getString("cause"),
        row.getString("decision"),
        row.getString("reason"),
        row.getString("execution_key"),
        row.getObject("tick_id", UUID.class),
        Sql.requiredInstant(row, "decided_at"),
        Sql.instant(row, "fired_at"),
        row.getString("run_state"),
        Sql.instant(row, "run_until"),
        Sql.instant(row, "ended_at"),
        row.getString("error"),
        Sql.instant(row, "published_at"));
  }
}
