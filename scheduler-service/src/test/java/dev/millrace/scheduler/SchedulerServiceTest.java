package dev.millrace.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.local.pubsub.EmbeddedPubSub;
import dev.millrace.local.pubsub.RetryBackoff;
import dev.millrace.local.pubsub.Topology;
import dev.millrace.testing.Intakes;
import dev.millrace.testing.MigratedDatabase;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SchedulerServiceTest {
  private final MigratedDatabase database = MigratedDatabase.create();
  private final EmbeddedPubSub broker = EmbeddedPubSub.start(0);
  private final EmbeddedServer server = start();

  @AfterEach
  void stop() {
    server.close();
    server.getApplicationContext().close();
    broker.close();
    database.close();
  }

  @Test
  void itStartsAndIsHealthy() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(server.getURI() + "/health")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"status\":\"healthy\"", "\"database\":true");
    }
  }

  @Test
  void itPublishesWhatWasNeverPublished() {
    ContentRequestRepository requests =
        server.getApplicationContext().getBean(ContentRequestRepository.class);
    database.database().write(connection -> requests.insert(connection, Intakes.fresh(3)));
    database.execute("UPDATE content_requests SET published_at = NULL, next_publish_at = now()");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> database.number("SELECT count(*) FROM content_requests WHERE dispatch = 2") == 3);
    assertThat(database.number("SELECT count(published_at) FROM content_requests")).isEqualTo(3);
  }

  private EmbeddedServer start() {
    Topology.standard().ensure(broker.host(), MigratedDatabase.PROJECT, RetryBackoff.local());
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.put("millrace.startup.enabled", "true");
    properties.put("pubsub.emulator.host", broker.host());
    properties.put("micronaut.server.port", -1);
    properties.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .environments("scheduler-service", Environment.TEST)
        .properties(properties)
        .start()
        .getBean(EmbeddedServer.class)
        .start();
  }
}
