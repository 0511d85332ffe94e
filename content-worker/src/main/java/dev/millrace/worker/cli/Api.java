package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.InvalidContentRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls of agents-api as an operator. */
final class Api {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A redrive of ten thousand letters takes its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long LONGEST_ANSWER = 32L << 20;

  private final URI base;
  private final String token;

  /**
   * Somebody who calls.
   *
   * @throws CommandFailed when the URL is none
   */
  Api(String url, String token) {
    if (!url.matches("https?://[^/?#]+/?")) {
      throw new CommandFailed("The address " + url + " is not one such as http://localhost:8080.");
    }
    this.base = URI.create(url.endsWith("/") ? url : url + "/");
    this.token = token;
  }

  /** The token of {@code API_TOKEN}, or of a file. */
  static String token(@Nullable Path file) throws IOException {
    String variable = System.getenv("API_TOKEN");
    if (file == null && variable != null && !variable.isBlank()) {
      return variable.strip();
    }
    if (file == null) {
      throw new CommandFailed("agents-api wants a token: set API_TOKEN, or name a --token-file.");
    }
    return Files.readString(file).strip();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response;
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      response =
          client.send(
              request.build(),
              BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LONGEST_ANSWER));
    } catch (IOException away) {
      throw new CommandFailed(
          "agents-api at " + base + " does not answer: " + away.getClass().getSimpleName());
    }
    JsonNode document = document(response);
    if (response.statusCode() / 100 != 2) {
      throw new CommandFailed(
          "agents-api answers %d: %s %s"
              .formatted(
                  response.statusCode(),
                  document.path("title").asText(),
                  document.path("detail").asText()));
    }
    return document;
  }

  private JsonNode document(HttpResponse<String> response) {
    try {
      return ContentRequestCodec.parse(response.body().getBytes(StandardCharsets.UTF_8));
    } catch (InvalidContentRequest noJson) {
      throw new CommandFailed(
          base + " answers " + response.statusCode() + ", but not as agents-api does.");
    }
  }
}
