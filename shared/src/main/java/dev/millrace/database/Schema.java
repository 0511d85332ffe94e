package dev.millrace.database;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;

/**
 * The schema of the database: migrated, or verified to be new enough. Flyway is only loaded when
 * there is something to migrate, since loading it is a good part of a cold start.
 */
@Singleton
public final class Schema {
  /** The version of the newest migration on the class path; a test holds it to the files. */
  static final int LATEST = 21;

  private static final String UNDEFINED_TABLE = "42P01";

  /** The newest version up to which none is missing: a rollback may leave a gap. */
  private static final Sql NEWEST_APPLIED =
      Sql.of(
          """
          SELECT coalesce(min(wanted) - 1, :latest) AS version
          FROM generate_series(1, :latest) AS wanted
          WHERE NOT EXISTS (SELECT FROM flyway_schema_history WHERE success AND version = wanted::text)
          """);

  private final SchemaConfig config;
  private final DatasourceConfiguration datasource;

  Schema(SchemaConfig config, DatasourceConfiguration datasource) {
    this.config = config;
    this.datasource = datasource;
  }

  /**
   * Migrates or verifies, and says which.
   *
   * @throws DatabaseException when the database cannot be reached: worth another try
   * @throws IllegalStateException when the schema is too old and this service may not migrate it
   */
  public String prepare() {
    int applied = appliedVersion();
    if (applied >= LATEST) {
      return "verified";
    }
    return switch (config.mode()) {
      case MIGRATE -> migrate();
      case VERIFY ->
          throw new IllegalStateException(
              "The database schema is at version "
                  + applied
                  + " and this service needs "
                  + LATEST
                  + ". Run the migration job first, or set SCHEMA_MODE=migrate.");
    };
  }

  private String migrate() {
    Flyway.configure()
        .dataSource(datasource.getJdbcUrl(), datasource.getUsername(), datasource.getPassword())
        .locations("classpath:db/migration")
        .outOfOrder(true)
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .load()
        .migrate();
    return "migrated";
  }

  private int appliedVersion() {
    try (Connection connection = connect(datasource)) {
      return NEWEST_APPLIED
          .on(connection)
          .bind("latest", LATEST)
          .first(row -> row.getInt("version"))
          .orElse(0);
    } catch (SQLException failure) {
      throw new DatabaseException(failure);
    } catch (DatabaseException failure) {
      if (failure.state().equals(UNDEFINED_TABLE)) {
        return 0;
      }
      throw failure;
    }
  }

  /** A connection of its own, without the pool. */
  static Connection connect(DatasourceConfiguration datasource) throws SQLException {
    Properties properties = new Properties();
    if (datasource.getUsername() != null) {
      properties.setProperty("user", datasource.getUsername());
    }
    if (datasource.getPassword() != null) {
      properties.setProperty("password", datasource.getPassword());
    }
    properties.setProperty("connectTimeout", "5");
    return DriverManager.getConnection(datasource.getJdbcUrl(), properties);
  }
}
