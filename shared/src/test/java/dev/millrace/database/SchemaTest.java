package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.SchemaConfig.Mode;
import dev.millrace.local.postgres.TestDatabase;
import dev.millrace.local.postgres.TestDatabases;
import dev.millrace.testing.MigratedDatabase;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaTest {
  @Test
  void anEmptyDatabaseIsMigratedAndThenVerified() {
    try (TestDatabase empty = TestDatabases.create()) {
      Schema schema = schema(empty.url(), Mode.MIGRATE);

      assertThat(schema.prepare()).isEqualTo("migrated");
      assertThat(schema.prepare()).isEqualTo("verified");
    }
  }

  @Test
  void aServiceThatMayNotMigrateSaysWhatToDo() {
    try (TestDatabase empty = TestDatabases.create()) {
      assertThatThrownBy(() -> schema(empty.url(), Mode.VERIFY).prepare())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("at version 0")
          .hasMessageContaining("SCHEMA_MODE=migrate");
    }
  }

  @Test
  void servicesThatStartTogetherMigrateOnce() throws Exception {
    try (TestDatabase empty = TestDatabases.create();
        ExecutorService services = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> starts =
          Stream.generate(() -> services.submit(() -> schema(empty.url(), Mode.MIGRATE).prepare()))
              .limit(3)
              .toList();

      assertThat(starts).extracting(SchemaTest::get).contains("migrated");
      assertThat(schema(empty.url(), Mode.VERIFY).prepare()).isEqualTo("verified");
    }
  }

  @Test
  void anUnreachableDatabaseIsWorthAnotherTry() {
    assertThatThrownBy(
            () -> schema("postgresql://millrace@localhost:1/millrace", Mode.VERIFY).prepare())
        .isInstanceOfSatisfying(
            DatabaseException.class, away -> assertThat(away.isPassing()).isTrue());
  }

  @Test
  void theLatestVersionIsThatOfTheNewestFile() {
    assertThat(versions("db/migration"))
        .isEqualTo(IntStream.rangeClosed(1, Schema.LATEST).boxed().toList());
  }

  @Test
  void everyMigrationHasARollback() {
    assertThat(versions("db/rollback")).isEqualTo(versions("db/migration"));
  }

  @Test
  void everyMigrationCanBeRolledBackTwiceAndAppliedAgain() {
    try (MigratedDatabase database = MigratedDatabase.create()) {
      Schema schema = schema(database.url(), Mode.MIGRATE);
      String whole = shape(database);
      String before = whole;
      for (int version = Schema.LATEST; version >= 1; version--) {
        rollBack(database, version);
        rollBack(database, version);
        assertThat(shape(database)).as("without version %d", version).isNotEqualTo(before);
        before = shape(database);
      }

      assertThat(schema.prepare()).isEqualTo("migrated");
      assertThat(shape(database)).isEqualTo(whole);
    }
  }

  @Test
  void rollingAllBackLeavesNothing() {
    try (MigratedDatabase database = MigratedDatabase.create()) {
      for (int version = Schema.LATEST; version >= 1; version--) {
        rollBack(database, version);
      }

      assertThat(
              database.list(
                  "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
                  row -> row.getString("relname")))
          .allMatch(name -> name.startsWith("flyway_"));
    }
  }

  @Test
  void anIndexThatAnInterruptedBuildLeftInvalidIsBuiltAnew() {
    try (MigratedDatabase database = MigratedDatabase.create()) {
      String index = "idx_content_requests_status_created";
      rollBack(database, 4);
      database.execute(
          """
          INSERT INTO content_requests
            (id, organization_id, correlation_id, student_id, topic, grade_level, format, next_publish_at)
          SELECT gen_random_uuid(), 'o', n::text, 's', 't', 'g', 'lesson', now() FROM generate_series(1, 2) n
          """);
      assertThatThrownBy(
              () ->
                  database.execute(
                      "CREATE UNIQUE INDEX CONCURRENTLY %s ON content_requests (status)"
                          .formatted(index)))
          .hasMessageContaining("could not create unique index");
      assertThat(isValid(database, index)).isEqualTo("f");

      schema(database.url(), Mode.MIGRATE).prepare();

      assertThat(isValid(database, index)).isEqualTo("t");
    }
  }

  private static Schema schema(String url, Mode mode) {
    DatabaseUrl address = DatabaseUrl.parse(url);
    DatasourceConfiguration datasource = new DatasourceConfiguration("default");
    datasource.setUrl(address.jdbcUrl());
    datasource.setUsername(address.user());
    datasource.setPassword(address.password());
    return new Schema(new SchemaConfig(mode), datasource);
  }

  /** All indexes, and the constraints that are none. */
  private static String shape(MigratedDatabase database) {
    return database.text(
        """
        SELECT coalesce(string_agg(said, E'\n' ORDER BY said), '') FROM (
          SELECT indexdef AS said FROM pg_indexes
          WHERE schemaname = 'public' AND tablename NOT LIKE 'flyway%'
          UNION ALL
          SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f')
            AND conrelid::regclass::text NOT LIKE 'flyway%') each
        """);
  }

  private static String isValid(MigratedDatabase database, String index) {
    return database.text("SELECT indisvalid FROM pg_index WHERE indexrelid = ?::regclass", index);
  }

  private static void rollBack(MigratedDatabase database, int version) {
    Path script =
        files("db/rollback").stream()
            .filter(file -> version(file) == version)
            .findFirst()
            .orElseThrow();
    // As psql runs it: one statement at a time, which CONCURRENTLY needs.
    Pattern.compile(";")
        .splitAsStream(read("db/rollback/" + script.getFileName()))
        .filter(statement -> !statement.isBlank())
        .forEach(database::execute);
  }

  private static List<Integer> versions(String folder) {
    return files(folder).stream().map(SchemaTest::version).sorted().toList();
  }

  private static int version(Path script) {
    String name = script.getFileName().toString();
    return Integer.parseInt(name.substring(1, name.indexOf("__")));
  }

  private static List<Path> files(String folder) {
    URL resource =
        Objects.requireNonNull(SchemaTest.class.getClassLoader().getResource(folder), folder);
    try (Stream<Path> files = Files.list(Path.of(resource.toURI()))) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException | URISyntaxException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String read(String resource) {
    try (InputStream stream = SchemaTest.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(stream, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String get(Future<String> start) {
    try {
      return start.get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
