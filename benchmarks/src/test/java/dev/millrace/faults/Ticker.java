package dev.millrace.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An instance of scheduler-service, and who calls for its ticks. */
final class Ticker {
  private static final String SECRET = "the cron secret of the fault tests";
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Service service;

  private Ticker(Service service) {
    this.service = service;
  }

  static Ticker start(Installation millrace, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("CRON_SECRET", SECRET);
    return new Ticker(millrace.scheduler(environment));
  }

  Ticker ready() {
    service.ready();
    return this;
  }

  void kill() {
    service.kill();
  }

  /** SIGSTOP: it stands still, without knowing. */
  void freeze() {
    service.freeze();
  }

  /** SIGCONT: it goes on as if nothing had happened. */
  void thaw() {
    service.thaw();
  }

  /** How many ticks it has made, by its log. */
  long ticksMade() {
    return service.log().lines().filter(line -> line.contains("Scheduler tick completed")).count();
  }

  boolean isAlive() {
    return service.isAlive();
  }

  /** Calls for a tick, and answers what it answers. */
  CompletableFuture<JsonNode> begin() {
    return client.sendAsync(request(), BodyHandlers.ofString()).thenApply(Ticker::document);
  }

  /** Calls for a tick, and waits for its end. */
  JsonNode tick() {
    return begin().join();
  }

  /** Calls for a tick, and answers the status of its answer. */
  int status() {
    return client.sendAsync(request(), BodyHandlers.discarding()).join().statusCode();
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(service.uri("/cron/tick"))
        .header("Authorization", "Bearer " + SECRET)
        .POST(BodyPublishers.noBody())
        .build();
  }

  private static JsonNode document(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "The tick was answered " + response.statusCode() + ": " + response.body());
    }
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException(malformed);
    }
  }
}
