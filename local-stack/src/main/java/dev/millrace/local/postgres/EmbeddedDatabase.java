package dev.millrace.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server with role, password and database {@code millrace}, durable as in production:
 * {@code fsync}, {@code synchronous_commit} and {@code full_page_writes} are on. Thread-safe.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  /** Name of the role, its password and the first database. */
  public static final String MILLRACE = "millrace";

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private final Path dataDirectory;
  private final Path log;
  private final int port;
  private final @Nullable Path removedAtEnd;
  private final DirectoryLock lock;
  private @Nullable Postmaster server;

  private EmbeddedDatabase(Path dataDirectory, Path log, int port, @Nullable Path removedAtEnd)
      throws IOException {
    this.dataDirectory = dataDirectory.toAbsolutePath();
    this.log = log;
    this.port = port == 0 ? FreePort.find() : port;
    this.removedAtEnd = removedAtEnd;
    this.lock = DirectoryLock.take(this.dataDirectory);
  }

  /**
   * Starts on a directory that is kept, making it if there is none. Recovers after an unclean end,
   * also when the earlier server outlived its owner.
   *
   * @param port 0 for any free one
   * @param log the server's own log, appended to
   * @throws IOException when it cannot start, or another local stack uses the directory
   */
  public static EmbeddedDatabase start(Path dataDirectory, int port, Path log) throws IOException {
    return new EmbeddedDatabase(dataDirectory, log, port, null).started();
  }

  /** Starts on any free port with a directory of its own, removed on close. */
  public static EmbeddedDatabase startTemporary() throws IOException {
    Path directory = Directories.temporary();
    Path log = directory.resolve("postgres.log");
    return new EmbeddedDatabase(dataIn(directory), log, 0, directory).started();
  }

  /**
   * Ends the server on a directory whose owner was killed, so that its port is free.
   *
   * @throws IOException when another local stack uses the directory
   */
  public static void endLeftover(Path dataDirectory) throws IOException {
    try (DirectoryLock _ = DirectoryLock.take(dataDirectory.toAbsolutePath())) {
      Postmaster.removeLeftover(dataDirectory);
    }
  }

  /** The port, the same through every restart. */
  public int port() {
    return port;
  }

  /** For JDBC, with the role's name and password. */
  public String jdbcUrl() {
    return jdbcUrl(MILLRACE);
  }

  /** For JDBC, another database of this server. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:%d/%s?user=%s&password=%s"
        .formatted(port, database, MILLRACE, MILLRACE);
  }

  /** As {@code DATABASE_URL} has it: {@code postgresql://user:password@host:port/database}. */
  public String url() {
    return url(MILLRACE);
  }

  /** As {@link #url()}, another database of this server. */
  public String url(String database) {
    return "postgresql://%s:%s@localhost:%d/%s".formatted(MILLRACE, MILLRACE, port, database);
  }

  /** Makes an empty database owned by the role. */
  public void createDatabase(String name) {
    createDatabase(name, "template1");
  }

  /** Makes a copy of a database to which nobody is connected, owned by the role. */
  public void createDatabase(String name, String template) {
    execute(
        "CREATE DATABASE %s OWNER %s TEMPLATE %s"
            .formatted(identifier(name), MILLRACE, identifier(template)));
  }

  /** Removes a database, ending the connections to it; does nothing if there is none. */
  public void dropDatabase(String name) {
    execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(identifier(name)));
  }

  /** Stops cleanly, keeping the data, until {@link #restart()} or {@link #close()}. */
  public synchronized void stop() throws IOException {
    Postmaster present = server;
    if (present != null) {
      server = null;
      present.stop();
    }
  }

  /** Stops as a crash does: without a checkpoint, so that the next start must recover. */
  public synchronized void crash() throws IOException {
    Postmaster present = server;
    if (present != null) {
      server = null;
      present.crash();
    }
  }

  /** Starts again on the same port and data, stopping first if it runs. */
  public synchronized void restart() throws IOException {
    stop();
    started();
  }

  /** Stops for good. */
  @Override
  public synchronized void close() {
    try (lock) {
      stop();
      if (removedAtEnd != null) {
        Directories.delete(removedAtEnd);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private synchronized EmbeddedDatabase started() throws IOException {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Postmaster.removeLeftover(dataDirectory);
      server = Postmaster.start(dataDirectory, port, log);
      createRoleAndDatabase();
      return this;
    } catch (IOException | RuntimeException failure) {
      try {
        close();
      } catch (RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw new IOException(
          "The embedded database did not start on port %d: %s; its log is %s"
              .formatted(port, failure.getMessage(), log),
          failure);
    }
  }

  private void createRoleAndDatabase() {
    execute(
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'millrace') THEN
            CREATE ROLE millrace LOGIN PASSWORD 'millrace';
          END IF;
        END $$
        """);
    if (!exists(MILLRACE)) {
      createDatabase(MILLRACE);
    }
  }

  private boolean exists(String database) {
    try (Connection connection = connect();
        var statement = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
      statement.setString(1, database);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException refused) {
      throw new IllegalStateException("The embedded database could not be asked", refused);
    }
  }

  private void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException refused) {
      throw new IllegalStateException("The embedded database refused: " + sql, refused);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%d/postgres?user=%s".formatted(port, Postmaster.SUPERUSER));
  }

  static Path dataIn(Path directory) {
    return directory.resolve("data");
  }

  private static String identifier(String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A database name is lower-case letters, digits and underscores: " + name);
    }
    return name;
  }
}
