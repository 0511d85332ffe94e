package dev.millrace.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
  @TempDir Path directory;

  @Test
  void isAsDurableAsProductionAndSpeaksUtf8() throws Exception {
    EmbeddedDatabase database = TestDatabases.server();

    assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
    assertThat(ask(database, "SHOW synchronous_commit")).isEqualTo("on");
    assertThat(ask(database, "SHOW full_page_writes")).isEqualTo("on");
    assertThat(ask(database, "SHOW server_encoding")).isEqualTo("UTF8");
    assertThat(ask(database, "SELECT current_user || '@' || current_database()"))
        .isEqualTo("millrace@millrace");
  }

  @Test
  void keepsItsDataAndPortThroughStopAndCrash() throws Exception {
    try (EmbeddedDatabase database = start()) {
      run(database, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");

      database.restart();
      assertThat(ask(database, "SELECT count(*) FROM kept")).isEqualTo("1");

      run(database, "INSERT INTO kept VALUES (2)");
      database.crash();
      assertThatThrownBy(() -> ask(database, "SELECT 1")).isInstanceOf(SQLException.class);

      database.restart();
      assertThat(ask(database, "SELECT count(*) FROM kept")).isEqualTo("2");
    }
    try (EmbeddedDatabase second = start()) {
      assertThat(ask(second, "SELECT count(*) FROM kept")).isEqualTo("2");
    }
  }

  @Test
  void refusesADirectoryThatIsInUse() throws Exception {
    try (EmbeddedDatabase first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is in use by another local stack; stop that one first");
      assertThat(ask(first, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void takesOverAfterAnOwnerThatWasKilled() throws Exception {
    try (EmbeddedDatabase owner = start()) {
      run(owner, "CREATE TABLE kept (id int)");
      Path processFile = directory.resolve("data/postmaster.pid");
      long orphan = Long.parseLong(Files.readAllLines(processFile).getFirst());

      Postmaster.removeLeftover(directory.resolve("data"));

      // Whoever inherited the orphan may take a moment to bury it.
      await().until(() -> ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isEmpty());
      assertThat(processFile).doesNotExist();
      owner.restart();
      assertThat(ask(owner, "SELECT count(*) FROM kept")).isEqualTo("0");
    }
  }

  @Test
  void startsWhenAnotherProgramHasTheProcessIdOfAnUncleanEnd() throws Exception {
    try (EmbeddedDatabase database = start()) {
      run(database, "CREATE TABLE kept (id int)");
      database.crash();
      Files.writeString(
          directory.resolve("data/postmaster.pid"),
          ProcessHandle.current().pid() + "\n/elsewhere\n");

      database.restart();

      assertThat(ask(database, "SELECT count(*) FROM kept")).isEqualTo("0");
    }
  }

  private EmbeddedDatabase start() throws IOException {
    return EmbeddedDatabase.start(directory.resolve("data"), 0, directory.resolve("postgres.log"));
  }

  private static void run(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
