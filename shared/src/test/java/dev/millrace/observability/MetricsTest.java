package dev.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.millrace.local.postgres.TestDatabase;
import dev.millrace.local.postgres.TestDatabases;
import dev.millrace.problem.Service;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@SuppressWarnings("NullAway.Init")
class MetricsTest {
  private static final TestDatabase DATABASE = TestDatabases.create();
  private static Service service;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            "metrics",
            Map.of(
                "millrace.service",
                "measured",
                "millrace.health.interval",
                "50ms",
                "datasources.default.enabled",
                true,
                "datasources.default.url",
                DATABASE.url()));
  }

  @AfterAll
  static void stop() {
    service.close();
    DATABASE.close();
  }

  @Test
  void everyMeterNamesTheService() {
    assertThat(scrape().lines().filter(line -> !line.startsWith("#")))
        .isNotEmpty()
        .allMatch(line -> line.contains("service=\"measured\""), "names the service");
  }

  @Test
  void requestsAreTimedByRouteAndNotByPath() {
    assertThat(service.send(service.request("/measured/7", "test")).status()).isEqualTo(200);
    assertThat(service.send(service.request("/measured/8", "test")).status()).isEqualTo(200);

    await() // a request is counted once it was answered
        .untilAsserted(
            () ->
                assertThat(scrape())
                    .contains("http_server_requests_seconds_count")
                    .contains("uri=\"/measured/{id}\"")
                    .doesNotContain("/measured/7"));
  }

  @Test
  void thePoolTellsWhatIsInUseWaitedForAndLeaked() throws SQLException {
    DataSource pool =
        DelegatingDataSource.unwrapDataSource(service.context().getBean(DataSource.class));
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.isClosed()).isFalse();
      await() // the pool counts once a second
          .untilAsserted(
              () ->
                  assertThat(scrape())
                      .containsPattern("hikaricp_connections_active\\{[^}]*} [1-9]"));
      assertThat(scrape())
          .contains("hikaricp_connections_pending", "hikaricp_connections_timeout_total");
    }
    LoggerFactory.getLogger("com.zaxxer.hikari.pool.ProxyLeakTask")
        .warn("Connection leak detection triggered");

    assertThat(scrape()).containsPattern("hikaricp_connections_leaked_total\\{[^}]*} 1.0");
  }

  @Test
  void aDatabaseThatAnswersIsHealthy() {
    await()
        .untilAsserted(
            () -> {
              assertThat(service.send(service.request("/health")).json().at("/services/database"))
                  .isEqualTo(BooleanNode.TRUE);
              assertThat(service.send(service.request("/health/readiness")).status())
                  .isEqualTo(200);
            });
  }

  private static String scrape() {
    return service.send(service.request("/prometheus", "metrics:read")).body();
  }

  @Controller("/measured")
  @Secured("test")
  @Requires(property = "spec.name", value = "metrics")
  static class MeasuredController {
    @Get("/{id}")
    String measured(int id) {
      return "measured " + id;
    }
  }
}
