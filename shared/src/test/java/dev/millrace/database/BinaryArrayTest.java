package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;

/** On a connection that asks for no binary arrays, and on one that asks as the services do. */
class BinaryArrayTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final Sql ELEMENTS =
      Sql.of(
          """
          SELECT coalesce(element::text, 'none') AS element
          FROM unnest(:elements) WITH ORDINALITY i (element, n)
          ORDER BY n
          """);
  private static final Sql ALIKE = Sql.of("SELECT (:elements)[1] = :single::timestamptz AS alike");
  private static final String TEXT = "";
  private static final String BINARY = "&binaryTransferEnable=UUID_ARRAY,TIMESTAMPTZ_ARRAY";

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, BINARY})
  void idsArriveAsTheyAre(String options) throws SQLException {
    List<@Nullable UUID> ids =
        Arrays.asList(UUID.randomUUID(), null, new UUID(0, 0), new UUID(-1, -1));

    assertThat(elements(options, "uuid", ids))
        .isEqualTo(ids.stream().map(id -> id == null ? "none" : id.toString()).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, BINARY})
  void timesOfEveryAgeArriveToTheMicrosecond(String options) throws SQLException {
    List<@Nullable Instant> times =
        Arrays.asList(
            Instant.parse("2026-11-23T09:00:00.123456Z"),
            null,
            Instant.EPOCH,
            Instant.parse("1999-12-31T23:59:59.999999Z"),
            Instant.parse("2000-01-01T00:00:00.000001Z"),
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.5Z"));

    assertThat(elements(options, "timestamptz", times))
        .containsExactly(
            "2026-11-23 09:00:00.123456+00",
            "none",
            "1970-01-01 00:00:00+00",
            "1999-12-31 23:59:59.999999+00",
            "2000-01-01 00:00:00.000001+00",
            "0001-01-01 00:00:00+00",
            "9999-12-31 23:59:59.5+00");
  }

  /** Else a time that was bound alone would not be found among the same times. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23T09:00:00.1234565Z",
        "2026-11-23T09:00:00.123456499Z",
        "2026-11-23T09:00:00.999999500Z",
        "1969-12-31T23:59:59.9999995Z",
        "1969-12-31T23:59:59.999999499Z"
      })
  void aTimeIsRoundedAsASingleOneIs(String time) throws SQLException {
    Instant instant = Instant.parse(time);
    try (Connection connection = connect(BINARY)) {
      assertThat(
              ALIKE
                  .on(connection)
                  .bindArray("elements", "timestamptz", List.of(instant))
                  .bind("single", instant)
                  .first(row -> row.getBoolean("alike")))
          .contains(true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, BINARY})
  void noElementsAreAnEmptyArray(String options) throws SQLException {
    assertThat(elements(options, "uuid", List.of())).isEmpty();
    assertThat(elements(options, "timestamptz", List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, BINARY})
  void whatPostgresCannotHoldItRefusesAsARow(String options) {
    assertThatThrownBy(() -> elements(options, "timestamptz", List.of(Instant.MAX)))
        .isInstanceOfSatisfying(
            DatabaseException.class, failure -> assertThat(failure.isCausedByARow()).isTrue());
    assertThatThrownBy(() -> elements(options, "timestamptz", List.of(Instant.MIN)))
        .isInstanceOfSatisfying(
            DatabaseException.class, failure -> assertThat(failure.isCausedByARow()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, BINARY})
  void manyElementsAreNoMatter(String options) throws SQLException {
    List<UUID> ids = new ArrayList<>(Collections.nCopies(20_000, new UUID(1, 2)));

    assertThat(elements(options, "uuid", ids)).hasSize(20_000);
  }

  /** Once the server has prepared a statement, its answers come in binary, too. */
  @Test
  void idsAreReadAsTheyAreOnceTheyComeInBinary() throws SQLException {
    UUID id = UUID.randomUUID();
    try (Connection connection = connect(BINARY + "&prepareThreshold=1")) {
      for (int time = 0; time < 3; time++) {
        assertThat(
                Sql.of("SELECT :ids AS ids")
                    .on(connection)
                    .bindArray("ids", "uuid", List.of(id))
                    .first(row -> List.of((UUID[]) row.getArray("ids").getArray())))
            .contains(List.of(id));
      }
    }
  }

  @Test
  void whatIsNoElementIsAMistakeBeforeItIsSent() {
    assertThatThrownBy(() -> elements(BINARY, "uuid", List.of(Instant.EPOCH)))
        .isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> elements(BINARY, "timestamptz", List.of("2026-11-23T09:00:00Z")))
        .isInstanceOf(ClassCastException.class);
  }

  @Test
  void theServicesAskForThem() {
    List<Boolean> asked =
        DATABASE
            .database()
            .read(
                connection ->
                    Stream.of(Oid.UUID_ARRAY, Oid.TIMESTAMPTZ_ARRAY)
                        .map(type -> isSentInBinary(connection, type))
                        .toList());

    assertThat(asked).containsExactly(true, true);
  }

  private static boolean isSentInBinary(Connection connection, int type) {
    try {
      return connection.unwrap(BaseConnection.class).binaryTransferSend(type);
    } catch (SQLException failure) {
      throw new DatabaseException(failure);
    }
  }

  private static List<String> elements(
      String options, String type, List<? extends @Nullable Object> values) throws SQLException {
    try (Connection connection = connect(options)) {
      return ELEMENTS
          .on(connection)
          .bindArray("elements", type, values)
          .list(row -> row.getString("element"));
    }
  }

  private static Connection connect(String options) throws SQLException {
    return DriverManager.getConnection(DATABASE.jdbcUrl() + "&options=-c%20timezone=UTC" + options);
  }
}
