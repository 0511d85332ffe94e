package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.MigratedDatabase;
import org.junit.jupiter.api.Test;

class RollbackTest {
  private static final String KNOWN =
      "SELECT count(*) FROM flyway_schema_history WHERE version IS NOT NULL";

  private static final String HALF_BUILT =
      "SELECT count(*) FROM pg_indexes WHERE indexname = 'half_built'";

  @Test
  void whatIsNewerIsUndoneTheNewestFirstAndCanBeAppliedAgain() {
    try (MigratedDatabase database = MigratedDatabase.create()) {
      Rollback rollback = database.bean(Rollback.class);

      assertThat(rollback.to(Schema.LATEST - 2))
          .hasSize(2)
          .first()
          .asString()
          .startsWith("V" + Schema.LATEST + "__");
      assertThat(database.number(KNOWN)).isEqualTo(Schema.LATEST - 2);
      assertThat(rollback.to(Schema.LATEST - 2)).isEmpty();

      assertThat(database.bean(Schema.class).prepare()).isEqualTo("migrated");
      assertThat(database.number(KNOWN)).isEqualTo(Schema.LATEST);
    }
  }

  @Test
  void anInvalidIndexIsDropped() {
    try (MigratedDatabase database = MigratedDatabase.create()) {
      assertThatThrownBy(
              () ->
                  database.execute(
                      "CREATE UNIQUE INDEX CONCURRENTLY half_built ON flyway_schema_history"
                          + " (success)"))
          .hasMessageContaining("half_built");
      assertThat(database.number(HALF_BUILT)).isEqualTo(1);

      database.bean(Rollback.class).to(Schema.LATEST);

      assertThat(database.number(HALF_BUILT)).isZero();
    }
  }

  @Test
  void anEmptyDatabaseHasNothingToUndo() {
    try (MigratedDatabase database = MigratedDatabase.create()) {
      Rollback rollback = database.bean(Rollback.class);
      rollback.to(0);
      database.execute("DROP TABLE flyway_schema_history");

      assertThat(rollback.to(0)).isEmpty();
    }
  }

  @Test
  void aMigrationOfANewerMillraceIsNamed() {
    try (MigratedDatabase database = MigratedDatabase.create()) {
      database.execute(
          """
          INSERT INTO flyway_schema_history
            (installed_rank, version, description, type, script, installed_by, execution_time, success)
          VALUES (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 'test', 1, true)
          """);

      assertThatThrownBy(() -> database.bean(Rollback.class).to(Schema.LATEST))
          .hasMessageContaining("V9999__later.sql");
      assertThat(database.number(KNOWN)).isEqualTo(Schema.LATEST + 1);
    }
  }

  @Test
  void aMigrationThatFailedIsUndoneToo() {
    try (MigratedDatabase database = MigratedDatabase.create()) {
      database.execute(
          "UPDATE flyway_schema_history SET success = false WHERE version = '"
              + Schema.LATEST
              + "'");

      assertThat(database.bean(Rollback.class).to(Schema.LATEST - 1)).hasSize(1);
      assertThat(database.bean(Schema.class).prepare()).isEqualTo("migrated");
    }
  }
}
