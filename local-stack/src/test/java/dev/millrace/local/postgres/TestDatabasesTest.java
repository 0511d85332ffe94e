package dev.millrace.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestDatabasesTest {
  private final AtomicInteger preparations = new AtomicInteger();

  @Test
  void copiesShareOnePreparationAndNothingElse() throws SQLException {
    try (TestDatabase first = TestDatabases.copyOf("prepared_once", this::prepare);
        TestDatabase second = TestDatabases.copyOf("prepared_once", this::prepare)) {
      run(first, "INSERT INTO ledger VALUES (1)");

      assertThat(count(first)).isEqualTo(1);
      assertThat(count(second)).isZero();
      assertThat(preparations).hasValue(1);
    }
  }

  @Test
  void aClosedDatabaseIsGoneEvenWhileSomeoneIsConnected() throws SQLException {
    TestDatabase database = TestDatabases.create();
    try (Connection open = DriverManager.getConnection(database.jdbcUrl())) {
      database.close();

      assertThat(open.isValid(1)).isFalse();
      assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl()))
          .hasMessageContaining("does not exist");
    }
  }

  @Test
  void namesThatSqlWouldHaveToQuoteAreRefused() {
    assertThatThrownBy(() -> TestDatabases.server().createDatabase("a; DROP ROLE millrace"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void prepare(TestDatabase template) {
    preparations.incrementAndGet();
    try {
      run(template, "CREATE TABLE ledger (id int)");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void run(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(TestDatabase database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM ledger")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
