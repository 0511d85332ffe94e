package dev.millrace.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.testing.Intakes;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SchedulerServiceTest {
  private final MigratedDatabase database = MigratedDatabase.create();
  private final TestBroker broker = TestBroker.start();
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
      await()
          .untilAsserted(
              () -> {
                HttpResponse<String> answer =
                    client.send(
                        HttpRequest.newBuilder(URI.create(server.getURI() + "/health")).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).contains("\"status\":\"healthy\"", "\"database\":true");
              });
    }
  }

  @Test
  void itPublishesWhatWasNeverPublished() {
    ContentRequestRepository requests =
        server.getApplicationContext().getBean(ContentRequestRepository.class);
    database.database().write(connection -> requests.insert(connection, Intakes.fresh(3)));
    database.execute("UPDATE content_requests SET published_at = NULL, next_publish_at = now()");
    // A slow first call counts as failed, and is made again under the next dispatch.
    Set<ByteString> received = new HashSet<>();
    await()
        .until(
            () -> {
              broker.drain(TestBroker.CONTENT).forEach(message -> received.add(message.getData()));
              return received.size() == 3 && publishedAnew() == 3;
            });
  }

  private long publishedAnew() {
    return database.number("SELECT count(published_at) FROM content_requests WHERE dispatch >= 2");
  }

  private EmbeddedServer start() {
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.put("millrace.startup.enabled", "true");
    properties.putAll(broker.properties());
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
