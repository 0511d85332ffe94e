package dev.millrace.api.webhook;

import dev.millrace.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code webhook_endpoints}, with what may be said of its secret. */
record Endpoint(
    UUID id,
    String organizationId,
    String url,
    @Nullable String description,
    List<String> eventTypes,
    boolean isEnabled,
    @Nullable String disabledReason,
    @Nullable Instant disabledAt,
    Instant secretSetAt,
    @Nullable Instant previousSecretUntil,
    Instant createdAt,
    Instant updatedAt) {
  static Endpoint read(ResultSet row) throws SQLException {
    return new Endpoint(
        row.getObject("id", UUID.class),
        row.getString("organization_id"),
        row.getString("url"),
        row.getString("description"),
        List.of((String[]) row.getArray("event_types").getArray()),
        row.getBoolean("enabled"),
        row.getString("disabled_reason"),
        Sql.instant(row, "disabled_at"),
        Sql.requiredInstant(row, "secret_set_at"),
        Sql.instant(row, "previous_secret_until"),
        Sql.requiredInstant(row, "created_at"),
        Sql.requiredInstant(row, "updated_at"));
  }
}
