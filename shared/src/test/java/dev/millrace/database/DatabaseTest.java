package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.postgres.FreePort;
import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.MigratedDatabase;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final Sql RENAME =
      Sql.of("UPDATE content_requests SET topic = :topic WHERE id = :id");
  private static final Sql LIMIT =
      Sql.of("SELECT current_setting('idle_in_transaction_session_timeout') AS time");
  private static final Sql STAND_STILL =
      Sql.of(
          """
          SELECT pg_backend_pid() AS process, set_config('idle_in_transaction_session_timeout', '50ms', true)
          """);
  private static final Sql END_OWN_CONNECTION =
      Sql.of("SELECT pg_terminate_backend(pg_backend_pid())");

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void whatIsWrittenIsCommitted() {
    UUID id = ContentRequestRows.pending(DATABASE);

    int touched = DATABASE.database().write(connection -> rename(connection, id, "Tides"));

    assertThat(touched).isEqualTo(1);
    assertThat(topic(id)).isEqualTo("Tides");
  }

  @Test
  void anExceptionRollsBackAndComesOutAsItIs() {
    UUID id = ContentRequestRows.pending(DATABASE);
    RuntimeException own = new IllegalStateException("changed my mind");

    assertThatThrownBy(
            () ->
                DATABASE
                    .database()
                    .write(
                        connection -> {
                          rename(connection, id, "Tides");
                          throw own;
                        }))
        .isSameAs(own);
    assertThat(topic(id)).isEqualTo("Python Basics");
  }

  @Test
  void aReaderCannotWrite() {
    UUID id = ContentRequestRows.pending(DATABASE);

    assertThatThrownBy(
            () -> DATABASE.database().read(connection -> rename(connection, id, "Tides")))
        .isInstanceOfSatisfying(
            DatabaseException.class, failure -> assertThat(failure.state()).isEqualTo("25006"));
  }

  @Test
  void whatIsSaidOfARefusedRowDoesNotQuoteIt() {
    UUID id = ContentRequestRows.pending(DATABASE);
    String topic = "private ".repeat(100);

    assertThatThrownBy(() -> DATABASE.database().write(connection -> rename(connection, id, topic)))
        .isInstanceOfSatisfying(
            DatabaseException.class, failure -> assertThat(failure.isCausedByARow()).isTrue())
        .hasMessageContaining("content_requests")
        .hasMessageNotContaining("private");
  }

  @Test
  void aLostConnectionIsAPassingFaultAndTheNextCallWorks() {
    assertThatThrownBy(
            () ->
                DATABASE
                    .database()
                    .write(connection -> END_OWN_CONNECTION.on(connection).list(row -> 1)))
        .isInstanceOfSatisfying(
            DatabaseException.class, failure -> assertThat(failure.state()).isEqualTo("57P01"));

    int one =
        DATABASE
            .database()
            .read(
                connection ->
                    Sql.of("SELECT 1 AS one")
                        .on(connection)
                        .first(row -> row.getInt("one"))
                        .orElseThrow());
    assertThat(one).isEqualTo(1);
  }

  @Test
  void whoStandsStillInATransactionIsEndedByTheServerAndMayTryAgain() {
    UUID id = ContentRequestRows.pending(DATABASE);

    String limit =
        DATABASE
            .database()
            .read(
                connection ->
                    LIMIT.on(connection).first(row -> row.getString("time")).orElseThrow());
    assertThat(limit).isEqualTo("10s");
    assertThatThrownBy(
            () ->
                DATABASE
                    .database()
                    .write(
                        connection -> {
                          rename(connection, id, "Tides");
                          int own =
                              STAND_STILL
                                  .on(connection)
                                  .first(row -> row.getInt("process"))
                                  .orElseThrow();
                          await("the end of its session").until(() -> sessions(own) == 0);
                          return rename(connection, id, "Waves");
                        }))
        .isInstanceOfSatisfying(
            DatabaseException.class, failure -> assertThat(failure.isPassing()).isTrue());
    assertThat(topic(id)).isEqualTo("Python Basics");
  }

  @Test
  void aFaultThatCostsTheConnectionTooIsNotHiddenByTheRollback() {
    assertThatThrownBy(
            () ->
                DATABASE
                    .database()
                    .write(
                        connection ->
                            Sql.of(
                                    "SELECT id FROM content_requests UNION SELECT id FROM content_requests FOR UPDATE")
                                .on(connection)
                                .update()))
        .isInstanceOfSatisfying(
            DatabaseException.class, failure -> assertThat(failure.state()).isEqualTo("0A000"));
  }

  @Test
  void aLockedRowIsNotWaitedForLong() throws SQLException {
    UUID id = ContentRequestRows.pending(DATABASE);
    try (Connection holder = DATABASE.connect()) {
      holder.setAutoCommit(false);
      rename(holder, id, "Held");

      assertThatThrownBy(
              () -> DATABASE.database().write(connection -> rename(connection, id, "Tides")))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              failure -> {
                assertThat(failure.isLockTimeout()).isTrue();
                assertThat(failure.isPassing()).isTrue();
              });
    }
  }

  private static long sessions(int process) {
    return DATABASE.number("SELECT count(*) FROM pg_stat_activity WHERE pid = ?", process);
  }

  private static int rename(Connection connection, UUID id, String topic) {
    return RENAME.on(connection).bind("topic", topic).bind("id", id).update();
  }

  private static String topic(UUID id) {
    return DATABASE.text("SELECT topic FROM content_requests WHERE id = ?", id);
  }

  @Test
  void aDatabaseThatCannotBeReachedIsAPassingFault() throws IOException {
    try (ApplicationContext context =
        DATABASE.context(
            Map.of(
                "datasources.default.url",
                "postgresql://nobody:nothing@127.0.0.1:" + FreePort.find() + "/nowhere",
                "datasources.default.connection-timeout",
                300))) {
      Database unreachable = context.getBean(Database.class);

      assertThatThrownBy(() -> unreachable.write(connection -> connection))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              failure -> assertThat(failure.isPassing()).as(failure.state()).isTrue());
    }
  }
}
