package dev.millrace.testing;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.local.postgres.EmbeddedDatabase;
import dev.millrace.local.postgres.TestDatabase;
import dev.millrace.local.postgres.TestDatabases;
import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * A test class's own database with the whole schema on it, and short ways to ask and change it.
 * Safe for use by many threads.
 *
 * <pre>{@code
 * static final MigratedDatabase DATABASE = MigratedDatabase.create();
 *
 * @AfterAll
 * static void close() {
 *   DATABASE.close();
 * }
 * }</pre>
 */
public final class MigratedDatabase implements AutoCloseable {
  /** The name of the project that tests publish to. */
  public static final String PROJECT = "millrace-test";

  /** What a connection has planned would be wrong once another has changed a table. */
  private static final String KEEPS_NO_PLANS = "&prepareThreshold=0";

  private static final int PATIENCE_SECONDS = 10;

  private final TestDatabase database;
  private final AtomicReference<@Nullable ApplicationContext> context = new AtomicReference<>();

  /** Questions are many, and a connection costs more than most of them. */
  private final AtomicReference<@Nullable Connection> idle = new AtomicReference<>();

  private MigratedDatabase(TestDatabase database) {
    this.database = database;
  }

  /** A fresh copy of the schema; the first in a test process also migrates. */
  public static MigratedDatabase create() {
    return new MigratedDatabase(TestDatabases.copyOf("schema", MigratedDatabase::migrate));
  }

  /** The schema on a server of the test's own, one that it may stop, crash and restart. */
  public static MigratedDatabase on(EmbeddedDatabase server) {
    TestDatabase database = new TestDatabase(server, EmbeddedDatabase.MILLRACE);
    migrate(database);
    return new MigratedDatabase(database);
  }

  /** Runs every migration on a database, as the product does. */
  public static void migrate(TestDatabase database) {
    flyway(database.jdbcUrl()).migrate();
  }

  /** Flyway as the product configures it. */
  public static Flyway flyway(String jdbcUrl) {
    return Flyway.configure()
        .dataSource(jdbcUrl, null, null)
        .locations("classpath:db/migration")
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .load();
  }

  /** For JDBC, with user and password. */
  public String jdbcUrl() {
    return database.jdbcUrl();
  }

  /** As {@code DATABASE_URL} has it. */
  public String url() {
    return database.url();
  }

  /** What an application context needs to use this database, and nothing else. */
  public Map<String, Object> properties() {
    return Map.of(
        "datasources.default.url",
        url(),
        "datasources.default.maximum-pool-size",
        8,
        "gcp.project-id",
        PROJECT,
        "millrace.security.secret-key",
        Tokens.SECRET_KEY,
        "millrace.startup.enabled",
        "false");
  }

  /** A context of our own beans on this database; close it. */
  public ApplicationContext context(Map<String, ?> more) {
    Map<String, Object> properties = new HashMap<>(properties());
    properties.putAll(more);
    return ApplicationContext.builder(Environment.TEST)
        .deduceEnvironment(false)
        .properties(properties)
        .start();
  }

  /** The product's own way to the database; of one context that lives until {@link #close}. */
  public Database database() {
    return bean(Database.class);
  }

  /** A bean of one context with default configuration that lives until {@link #close}. */
  public synchronized <T> T bean(Class<T> type) {
    ApplicationContext present = context.get();
    if (present == null) {
      present = context(Map.of());
      context.set(present);
    }
    return present.getBean(type);
  }

  /** A connection of the test's own, in autocommit. */
  public Connection connect() {
    try {
      return DriverManager.getConnection(jdbcUrl());
    } catch (SQLException failure) {
      throw new IllegalStateException("The test database refused a connection", failure);
    }
  }

  /** Runs a statement with {@code ?} parameters and tells how many rows it touched. */
  public int execute(String sql, @Nullable Object... parameters) {
    return run(sql, statement -> statement.execute() ? 0 : statement.getUpdateCount(), parameters);
  }

  /** Runs a query with {@code ?} parameters and reads every row. */
  public <T> List<T> list(String sql, Sql.RowReader<T> reader, @Nullable Object... parameters) {
    return run(sql, statement -> Rows.read(statement.executeQuery(), reader), parameters);
  }

  /** Runs a query of at most one row. */
  public <T> Optional<T> first(
      String sql, Sql.RowReader<T> reader, @Nullable Object... parameters) {
    return list(sql, reader, parameters).stream().findFirst();
  }

  /** The number that a query of one row and column answers. */
  public long number(String sql, @Nullable Object... parameters) {
    return first(sql, row -> row.getLong(1), parameters).orElseThrow();
  }

  /** The text that a query of one row and column answers. */
  public String text(String sql, @Nullable Object... parameters) {
    return first(sql, row -> row.getString(1), parameters).orElseThrow();
  }

  /** How many rows a table has. */
  public long count(String table) {
    return number("SELECT count(*) FROM " + table);
  }

  /** The status of a content request. */
  public String status(UUID request) {
    return text("SELECT status FROM content_requests WHERE id = ?", request);
  }

  /** The names of a request's events, in order. */
  public List<String> events(UUID request) {
    return list(
        "SELECT event FROM request_events WHERE request_id = ? ORDER BY seq",
        row -> row.getString("event"),
        request);
  }

  /**
   * Empties every table of the product, for a class whose tests each want a clean one. To truncate
   * a table is to make its files anew, so what is empty is left alone.
   */
  public void clear() {
    execute(
        """
        DO $$
        DECLARE
          tables text[] := '{content_requests, contents, request_events, dead_letters, idempotency_keys,
            service_heartbeats, audit_log, schedules, schedule_decisions, schedule_executions, shadow_decisions,
            shadow_cursors, received_commands, webhook_endpoints, webhook_secrets, webhook_deliveries, agent_runs,
            provider_calls, budgets, budget_days, provider_limits, call_cache, exercises, catalog_jobs,
            catalog_jobs_archive, catalog_locks, catalog_changes, catalog_run_history, catalog_run_summary,
            catalog_backups}';
          each text;
          is_filled boolean;
        BEGIN
          EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ');
          FOREACH each IN ARRAY tables LOOP
            EXECUTE format('SELECT EXISTS (SELECT FROM %I)', each) INTO is_filled;
            IF is_filled THEN
              EXECUTE format('TRUNCATE %I CASCADE', each);
            END IF;
          END LOOP;
        END $$
        """);
  }

  @Override
  public void close() {
    ApplicationContext present = context.getAndSet(null);
    if (present != null) {
      present.close();
    }
    database.close();
  }

  private <T> T run(String sql, Work<T> work, @Nullable Object... parameters) {
    try {
      Connection connection = take();
      try (var statement = connection.prepareStatement(sql)) {
        for (int index = 0; index < parameters.length; index++) {
          statement.setObject(index + 1, parameters[index]);
        }
        return work.on(statement);
      } finally {
        giveBack(connection);
      }
    } catch (SQLException failure) {
      throw new StatementRefused(failure);
    }
  }

  /** The idle connection, unless another thread has it or the server was away meanwhile. */
  private Connection take() throws SQLException {
    Connection kept = idle.getAndSet(null);
    if (kept != null) {
      if (kept.isValid(PATIENCE_SECONDS)) {
        return kept;
      }
      kept.close();
    }
    return DriverManager.getConnection(jdbcUrl() + KEEPS_NO_PLANS);
  }

  private void giveBack(Connection connection) throws SQLException {
    if (!idle.compareAndSet(null, connection)) {
      connection.close();
    }
  }

  /** What is done with a statement. */
  @FunctionalInterface
  private interface Work<T> {
    T on(PreparedStatement statement) throws SQLException;
  }
}
