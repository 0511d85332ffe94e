package dev.millrace.catalog;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether jobs may change exercises: the flag is set, and a backup is young enough, by the
 * database's clock. Whoever changes asks in the transaction of the change.
 */
@Singleton
public final class ApplyGate {
  private static final Sql NEWEST =
      Sql.of(
          """
          SELECT created_at, created_at > now() - :maxAge * interval '1 second' AS is_young
          FROM catalog_backups
          ORDER BY created_at DESC
          LIMIT 1
          """);

  private final CatalogConfig config;

  ApplyGate(CatalogConfig config) {
    this.config = config;
  }

  private record Newest(Instant createdAt, boolean isYoung) {}

  /** Why the gate is closed, as a sentence that says what opens it; empty when it is open. */
  public Optional<String> closedBecause(Connection connection) {
    if (!config.applyEnabled()) {
      return Optional.of("CATALOG_APPLY_ENABLED is not true, so no job may change the catalog.");
    }
    Optional<Newest> newest =
        NEWEST
            .on(connection)
            .bind("maxAge", Sql.seconds(config.backupMaxAge()))
            .first(
                row ->
                    new Newest(Sql.requiredInstant(row, "created_at"), row.getBoolean("is_young")));
    if (newest.isEmpty()) {
      return Optional.of("There is no backup of the catalog; make one with backup-catalog.");
    }
    return newest
        .filter(backup -> !backup.isYoung())
        .map(
            backup ->
                "The newest backup is of "
                    + backup.createdAt()
                    + ", older than CATALOG_BACKUP_MAX_AGE allows ("
                    + days(config.backupMaxAge())
                    + "); make one with backup-catalog.");
  }

  private static String days(Duration age) {
    return age.toDays() > 0 && age.equals(Duration.ofDays(age.toDays()))
        ? age.toDays() + "d"
        : age.toString();
  }
}
