package dev.millrace.database;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes migrations, the newest first, also those that failed half-way, and drops the INVALID
 * indexes that an interrupted {@code CREATE INDEX CONCURRENTLY} leaves behind. May be repeated.
 */
@Singleton
public final class Rollback {
  private static final Logger logger = LoggerFactory.getLogger(Rollback.class);

  private static final Pattern END_OF_STATEMENT = Pattern.compile(";");

  private static final Sql NEWER =
      Sql.of(
          """
          SELECT script FROM flyway_schema_history
          WHERE version IS NOT NULL AND version::int > :kept
          GROUP BY version, script
          ORDER BY version::int DESC
          """);

  private static final Sql IS_INSTALLED =
      Sql.of("SELECT to_regclass('flyway_schema_history') IS NOT NULL AS is_installed");

  private static final Sql INVALID_INDEXES =
      Sql.of(
          """
          SELECT quote_ident(c.relname) AS name
          FROM pg_index i
          JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE NOT i.indisvalid AND n.nspname = current_schema()
          ORDER BY c.relname
          """);

  private final DatasourceConfiguration datasource;

  Rollback(DatasourceConfiguration datasource) {
    this.datasource = datasource;
  }

  /**
   * Goes back to a version; data that only newer versions can hold is lost.
   *
   * @param kept the newest version that stays
   * @return the scripts that were run, in their order
   * @throws DatabaseException when a statement is refused; what was undone before stays undone
   * @throws IllegalStateException when a migration is of a newer version of Millrace than this
   */
  public List<String> to(int kept) {
    List<String> undone = new ArrayList<>();
    try (Connection connection = Schema.connect(datasource)) {
      for (String index : INVALID_INDEXES.on(connection).list(row -> row.getString("name"))) {
        execute(connection, "DROP INDEX CONCURRENTLY IF EXISTS " + index);
        logger
            .atInfo()
            .addKeyValue("event", "schema.index_dropped")
            .addKeyValue("index", index)
            .log("Invalid index dropped; its migration builds it anew");
      }
      for (String script : newer(connection, kept)) {
        for (String statement : statements(read(script))) {
          execute(connection, statement);
        }
        undone.add(script);
        logger
            .atInfo()
            .addKeyValue("event", "schema.rolled_back")
            .addKeyValue("script", script)
            .log("Migration undone");
      }
    } catch (SQLException failure) {
      throw new DatabaseException(failure);
    }
    return undone;
  }

  /** One by one, which CONCURRENTLY needs; the scripts have no semicolon within a statement. */
  private static List<String> statements(String script) {
    return END_OF_STATEMENT.splitAsStream(script).filter(part -> !part.isBlank()).toList();
  }

  /** The newest first; none of an empty database. */
  private static List<String> newer(Connection connection, int kept) {
    boolean isInstalled =
        IS_INSTALLED.on(connection).first(row -> row.getBoolean("is_installed")).orElse(false);
    return isInstalled
        ? NEWER.on(connection).bind("kept", kept).list(row -> row.getString("script"))
        : List.of();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String read(String script) {
    String path = "db/rollback/" + script;
    try (InputStream file = Rollback.class.getClassLoader().getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException(
            "This version does not know " + script + ": undo it with the version that made it.");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException("The class path cannot be read", unreadable);
    }
  }
}
