package dev.millrace.problem;

import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;

/** A service on a free port, with the test controllers of one specification and no database. */
public final class Service implements AutoCloseable {
  private final EmbeddedServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Service(EmbeddedServer server) {
    this.server = server;
  }

  /** Starts one in which {@code spec.name} is {@code specification}. */
  public static Service start(String specification, Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>();
    all.put("spec.name", specification);
    all.put("micronaut.server.port", -1);
    all.put("datasources.default.enabled", false);
    all.put("millrace.startup.enabled", false);
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    all.putAll(properties);
    return new Service(ApplicationContext.run(EmbeddedServer.class, all));
  }

  /** The beans of the service. */
  public ApplicationContext context() {
    return server.getApplicationContext();
  }

  /** Where the service listens. */
  public int port() {
    return server.getPort();
  }

  /** A request to {@code path} with no token. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
  }

  /** A request to {@code path} of organization acme, with these scopes. */
  public HttpRequest.Builder request(String path, String scopes) {
    return request(path).header("Authorization", "Bearer " + Tokens.of("acme", scopes));
  }

  /** A POST of JSON to {@code path}, with scope {@code test}. */
  public Answer post(String path, String json) {
    return post(path, BodyPublishers.ofString(json));
  }

  /** A POST of JSON to {@code path}, with scope {@code test}. */
  public Answer post(String path, BodyPublisher body) {
    return send(request(path, "test").header("Content-Type", "application/json").POST(body));
  }

  /** A GET of {@code path}, with scope {@code test}. */
  public Answer get(String path) {
    return send(request(path, "test"));
  }

  /** Sends, and waits for the answer. */
  public Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
