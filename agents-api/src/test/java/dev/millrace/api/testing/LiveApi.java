package dev.millrace.api.testing;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.local.pubsub.EmbeddedPubSub;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.core.type.Argument;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** agents-api as it runs, on a database and a broker of its own, and calls to it over HTTP. */
public final class LiveApi implements AutoCloseable {
  /** The organization of calls that name no other. */
  public static final String ORGANIZATION = "acme";

  private static final String EVERY_SCOPE =
      "requests:read requests:write dead-letters:read dead-letters:write webhooks:read"
          + " webhooks:write runs:read runs:write usage:read usage:write catalog:read"
          + " catalog:write";

  /** Limits that no test reaches by chance; one that is about a limit sets its own. */
  private static final Map<String, Object> PATIENT =
      Map.of(
          "datasources.default.connection-timeout",
          60_000,
          "millrace.dispatch.publish-timeout",
          "1m",
          "millrace.intake.patience",
          "1m",
          "millrace.organizations.max-in-flight",
          0);

  private final MigratedDatabase database = MigratedDatabase.create();
  private final TestBroker broker = TestBroker.start();
  private final EmbeddedServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private LiveApi(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(database.properties());
    all.put("micronaut.server.port", -1);
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    all.putAll(broker.properties());
    all.putAll(PATIENT);
    all.putAll(properties);
    server =
        ApplicationContext.builder("agents-api", Environment.TEST)
            .deduceEnvironment(false)
            .properties(all)
            .run(EmbeddedServer.class);
  }

  /** Starts it. */
  public static LiveApi start() {
    return start(Map.of());
  }

  /** Starts it with properties that differ. */
  public static LiveApi start(Map<String, Object> properties) {
    return new LiveApi(properties);
  }

  public MigratedDatabase database() {
    return database;
  }

  public EmbeddedPubSub broker() {
    return broker.broker();
  }

  public <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  /** A bean of a generic type. */
  public <T> T bean(Argument<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  /** The messages that a subscription has now, acknowledged. */
  public List<PubsubMessage> messagesOf(String subscription) {
    return broker.drain(subscription);
  }

  public HttpClient client() {
    return client;
  }

  /** The address of a path. */
  public URI uri(String path) {
    return URI.create("http://localhost:" + server.getPort() + path);
  }

  /** A request with a token that may do everything for {@link #ORGANIZATION}. */
  public HttpRequest.Builder request(String path) {
    return request(path, Tokens.of(ORGANIZATION, EVERY_SCOPE));
  }

  /** A request with that token. */
  public HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
  }

  /** A request of that organization, with every scope. */
  public HttpRequest.Builder requestOf(String organization, String path) {
    return request(path, Tokens.of(organization, EVERY_SCOPE));
  }

  public Answer get(String path) {
    return send(request(path));
  }

  public Answer post(String path, String json) {
    return send(posting(path, json));
  }

  public HttpRequest.Builder posting(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json));
  }

  /** Asks for content, and answers the resource of the 202. */
  public Answer create(ContentRequestJson document) {
    return post("/v1/content-requests", document.toString());
  }

  /** Asks for content, and answers its id. */
  public UUID created() {
    return create(ContentRequestJson.valid()).id();
  }

  /** Sends, and waits for the answer. */
  public Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Sends without waiting. */
  public CompletableFuture<Answer> sending(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Answer::new);
  }

  /** What a worker would do. */
  public Work work() {
    return new Work(database);
  }

  /** The messages on the request topic's subscription; a pull may bring any part of them. */
  public Messages messages() {
    return new Messages(broker.broker().host());
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    broker.close();
    database.close();
  }
}
