package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.postgres.TestDatabase;
import dev.millrace.local.postgres.TestDatabases;
import dev.millrace.testing.MigratedDatabase;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
  @Test
  void cloudSqlIsReachedByItsNameWithTheAccountsLogin() {
    DatabaseUrl url =
        DatabaseUrl.parse("postgresql://worker%40p.iam@any/millrace?ApplicationName=w")
            .throughCloudSql("p:us-central1:millrace");

    assertThat(url.jdbcUrl())
        .startsWith("jdbc:postgresql:///millrace?ApplicationName=w&socketFactory=")
        .contains("enableIamAuth=true")
        .endsWith("cloudSqlInstance=p:us-central1:millrace");
    assertThat(url.user()).isEqualTo("worker@p.iam");
  }

  @Test
  void cloudSqlWantsAnInstanceAndAUser() {
    DatabaseUrl nameless = DatabaseUrl.parse("postgresql://any/millrace");

    assertThatThrownBy(() -> nameless.throughCloudSql("p:r:i")).hasMessageContaining("%40");
    assertThatThrownBy(() -> nameless.throughCloudSql("millrace"))
        .hasMessageContaining("CLOUD_SQL_INSTANCE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.google.cloud.sql.postgres.SocketFactory",
        "com.google.cloud.sql.core.Connector"
      })
  void whatReachesCloudSqlFindsTheClassesThatItIsMadeOf(String name) {
    assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://ann:s3cret@db:5432/mill, jdbc:postgresql://db:5432/mill",
    "postgres://ann:s3cret@db/mill, jdbc:postgresql://db/mill",
    "jdbc:postgresql://ann:s3cret@db:5432/mill, jdbc:postgresql://db:5432/mill",
    "jdbc:postgresql://db/mill?user=ann&password=s3cret, jdbc:postgresql://db/mill",
    "postgresql://ann:s3cret@db/mill?sslmode=require, jdbc:postgresql://db/mill?sslmode=require",
    "jdbc:postgresql://db/mill?user=ann&a=1&password=s3cret&b=2, jdbc:postgresql://db/mill?a=1&b=2",
    "jdbc:postgresql:///mill?socketFactory=f&user=ann&password=s3cret,"
        + " jdbc:postgresql:///mill?socketFactory=f",
    "postgresql://ann:s3cret@[::1]:5432/mill, jdbc:postgresql://[::1]:5432/mill",
    "'postgresql://ann:s3cret@one:1,two:2/mill', 'jdbc:postgresql://one:1,two:2/mill'",
  })
  void everyFormIsRead(String value, String jdbcUrl) {
    DatabaseUrl url = DatabaseUrl.parse(value);

    assertThat(url.jdbcUrl()).isEqualTo(jdbcUrl);
    assertThat(url.user()).isEqualTo("ann");
    assertThat(url.password()).isEqualTo("s3cret");
    assertThat(url).asString().doesNotContain("s3cret");
  }

  @Test
  void encodedCredentialsAreDecoded() {
    DatabaseUrl url = DatabaseUrl.parse("postgresql://a%40b:p%2F%3A%23+%20w@db/mill");

    assertThat(url.user()).isEqualTo("a@b");
    assertThat(url.password()).isEqualTo("p/:#+ w");
  }

  @Test
  void userAndPasswordMayBeMissing() {
    DatabaseUrl url = DatabaseUrl.parse("jdbc:postgresql://db/mill");

    assertThat(url.user()).isNull();
    assertThat(url.password()).isNull();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "mysql://ann:s3cret@db/mill",
        "postgresql:///mill",
        "postgresql://ann:s3cret@db",
        "postgresql://ann:s3cret@db/",
        "postgresql://ann:s3cret#x@db/mill",
        "postgresql://ann:s3cret/x@db/mill",
        "postgresql://ann:s3cret x@db/mill",
        "postgresql://ann:s3cret%zz@db/mill",
        "nonsense s3cret"
      })
  void whatCannotBeUsedIsRefusedWithoutShowingThePassword(@Nullable String value) {
    assertThatThrownBy(() -> DatabaseUrl.parse(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("DATABASE_URL cannot be used: ")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }

  @Test
  void aServiceConnectsByEitherForm() {
    try (TestDatabase database = TestDatabases.create()) {
      for (String url : new String[] {database.url(), database.jdbcUrl()}) {
        try (MigratedDatabase migrated = MigratedDatabase.create();
            ApplicationContext context =
                migrated.context(new HashMap<>(Map.of("datasources.default.url", url)))) {
          String name =
              context
                  .getBean(Database.class)
                  .read(
                      connection ->
                          Sql.of("SELECT current_database() AS name")
                              .on(connection)
                              .first(row -> row.getString("name"))
                              .orElseThrow());
          assertThat(name).isEqualTo(database.name());
        }
      }
    }
  }
}
