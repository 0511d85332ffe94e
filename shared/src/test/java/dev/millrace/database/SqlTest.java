package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  private final Connection connection = DATABASE.connect();

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void castsAreNoParameters() {
    assertThat(text(Sql.of("SELECT (:a::int + '1'::int)::text").on(connection).bind("a", 41)))
        .isEqualTo("42");
  }

  @Test
  void arraySlicesAreNoParameters() {
    assertThat(text(Sql.of("SELECT (ARRAY[1,2,3])[2:3]::text").on(connection))).isEqualTo("{2,3}");
  }

  @Test
  void quotedTextCommentsAndNamesAreLeftAlone() {
    assertThat(
            text(
                Sql.of(
                        """
                        SELECT 'it''s :a at 12:30 ?' || "x :b" -- :c and '
                        FROM (SELECT :d || '' AS "x :b") AS t
                        """)
                    .on(connection)
                    .bind("d", "!")))
        .isEqualTo("it's :a at 12:30 ?!");
  }

  @Test
  void operatorsWithAQuestionMarkWork() {
    assertThat(
            text(
                Sql.of("SELECT ('{\"a\":1}'::jsonb ? :key)::text").on(connection).bind("key", "a")))
        .isEqualTo("true");
  }

  @Test
  void oneNameMayOccurTwice() {
    assertThat(text(Sql.of("SELECT :a || :b || :a").on(connection).bind("a", "x").bind("b", "y")))
        .isEqualTo("xyx");
  }

  @Test
  void anUnknownNameIsAMistake() {
    assertThatThrownBy(() -> Sql.of("SELECT 1").on(connection).bind("nobody", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(":nobody");
  }

  @Test
  void everyTypeComesBackAsItWas() {
    UUID id = UUID.randomUUID();
    Instant time = Instant.parse("2030-01-31T09:00:00.123456Z");

    Sql sql =
        Sql.of(
            """
            SELECT :id::uuid = ANY (:ids) AND :time::timestamptz = ANY (:times) AND :yes AND :number = 3
                   AND :big = 4 AND :real = 0.5 AND :bytes = '\\x00ff'::bytea AND :none::text IS NULL
                   AND :nothing::timestamptz IS NULL AND :nobody::uuid IS NULL AS alike, :time::timestamptz AS time
            """);
    Instant read =
        sql.on(connection)
            .bind("id", id)
            .bindArray("ids", "uuid", List.of(id))
            .bind("time", time)
            .bindArray("times", "timestamptz", Arrays.<@Nullable Instant>asList(null, time))
            .bind("yes", true)
            .bind("number", 3)
            .bind("big", 4L)
            .bind("real", 0.5)
            .bind("bytes", new byte[] {0, (byte) 0xff})
            .bind("none", (String) null)
            .bind("nothing", (Instant) null)
            .bind("nobody", (UUID) null)
            .first(
                row -> {
                  assertThat(row.getBoolean("alike")).isTrue();
                  return Sql.requiredInstant(row, "time");
                })
            .orElseThrow();

    assertThat(read).isEqualTo(time);
  }

  @Test
  void anArrayIsOfItsElementsTypeWhateverNumbersItIsGiven() {
    List<@Nullable Object> given = Arrays.<@Nullable Object>asList(1, 2L, null);
    List<String> read =
        Sql.of(
                """
                SELECT concat_ws(' ', a, b, c, d, pg_typeof(a), pg_typeof(b), pg_typeof(c), pg_typeof(d)) AS row
                FROM unnest(:a, :b, :c, :d) AS i (a, b, c, d)
                """)
            .on(connection)
            .bindArray("a", "int4", given)
            .bindArray("b", "int8", given)
            .bindArray("c", "float8", given)
            .bindArray("d", "bool", Arrays.<@Nullable Boolean>asList(true, false, null))
            .list(row -> row.getString("row"));

    assertThat(read)
        .containsExactly(
            "1 1 1 t integer bigint double precision boolean",
            "2 2 2 f integer bigint double precision boolean",
            "integer bigint double precision boolean");
  }

  @Test
  void anArrayLiteralSurvivesEveryCharacter() {
    List<String> nasty =
        List.of("", "NULL", "null", "a,b", "{x}", "\"", "\\", "\\\"", "it's", " ", "\t", "🦊", "é");

    String literal = Sql.arrayLiteral(nasty);

    List<String> read =
        Sql.of("SELECT unnest(:literal::text[]) AS element")
            .on(connection)
            .bind("literal", literal)
            .list(row -> row.getString("element"));
    assertThat(read).isEqualTo(nasty);
    assertThat(Sql.arrayLiteral(List.of())).isEqualTo("{}");
  }

  @Test
  void aRefusedStatementTellsItsState() {
    assertThatThrownBy(() -> Sql.of("SELECT 1 / :zero").on(connection).bind("zero", 0).update())
        .isInstanceOfSatisfying(
            DatabaseException.class,
            failure -> {
              assertThat(failure.state()).isEqualTo("22012");
              assertThat(failure.isCausedByARow()).isTrue();
              assertThat(failure.isPassing()).isFalse();
            });
  }

  private static String text(Sql.Call call) {
    return call.first(row -> row.getString(1)).orElseThrow();
  }
}
