package dev.millrace.local.postgres;

/** One test class's database; closing drops it, with whatever connections are left to it. */
public record TestDatabase(EmbeddedDatabase server, String name) implements AutoCloseable {
  /** For JDBC, with the role's name and password. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** As {@code DATABASE_URL} has it. */
  public String url() {
    return server.url(name);
  }

  @Override
  public void close() {
    server.dropDatabase(name);
  }
}
