package dev.millrace.health;

import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Whether the database answers, and the pool has a connection to ask it by. */
@Singleton
@Requires(beans = DataSource.class)
final class DatabaseProbe implements Probe {
  private static final int QUERY_SECONDS = 1;

  private final DataSource dataSource;

  DatabaseProbe(DataSource dataSource) {
    // as it is, and not as the proxy that wants a transaction
    this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
  }

  @Override
  public String name() {
    return Health.DATABASE;
  }

  @Override
  public boolean check() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(QUERY_SECONDS);
      return statement.execute("SELECT 1");
    }
  }
}
