package dev.millrace.benchmarks.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A peer's tables, in a schema of their own that goes with it, and its connections. */
final class PeerTables implements AutoCloseable {
  private final String schema;
  private final HikariDataSource pool;

  private PeerTables(String schema, HikariDataSource pool) {
    this.schema = schema;
    this.pool = pool;
  }

  /**
   * Makes them.
   *
   * @param definition statements, with a semicolon after each
   */
  static PeerTables make(String jdbcUrl, String schema, int connections, String definition)
      throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl + "&currentSchema=" + schema);
    config.setMaximumPoolSize(connections);
    PeerTables tables = new PeerTables(schema, new HikariDataSource(config));
    try {
      tables.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
      tables.execute("CREATE SCHEMA " + schema);
      tables.execute(definition);
      return tables;
    } catch (SQLException failure) {
      tables.pool.close();
      throw failure;
    }
  }

  DataSource pool() {
    return pool;
  }

  Connection connect() throws SQLException {
    return pool.getConnection();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What autovacuum would have done by the time that so many rows are there. */
  void settle(String... tables) throws SQLException {
    execute("VACUUM (ANALYZE) " + String.join(", ", tables));
  }

  @Override
  public void close() throws SQLException {
    try (pool) {
      execute("DROP SCHEMA " + schema + " CASCADE");
    }
  }
}
