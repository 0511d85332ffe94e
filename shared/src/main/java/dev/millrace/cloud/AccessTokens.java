package dev.millrace.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tokens of the service account that this service runs as, from Google's metadata server: <a
 * href="https://cloud.google.com/compute/docs/metadata/predefined-metadata-entries">its
 * description</a>. A token is kept until shortly before its end. Safe for use by many threads.
 */
public final class AccessTokens {
  private static final String PATH = "/computeMetadata/v1/instance/service-accounts/default/token";
  private static final Duration MARGIN = Duration.ofMinutes(1);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final URI metadataUrl;
  private final Duration timeLimit;
  private final HttpClient client;
  private final Clock clock;
  private String token = "";
  private Instant goodUntil = Instant.MIN;

  /**
   * Tokens from one metadata server.
   *
   * @param timeLimit the most that a question to it may take
   */
  public AccessTokens(URI metadataUrl, Duration timeLimit, HttpClient client, Clock clock) {
    this.metadataUrl = metadataUrl;
    this.timeLimit = timeLimit;
    this.client = client;
    this.clock = clock;
  }

  /**
   * A token that is good for a while.
   *
   * @throws IOException with a sentence, when the metadata server gives none
   */
  public synchronized String get() throws IOException, InterruptedException {
    if (!clock.instant().isBefore(goodUntil)) {
      JsonNode answer = fetch();
      token = answer.path("access_token").asText();
      goodUntil = clock.instant().plusSeconds(answer.path("expires_in").asLong()).minus(MARGIN);
    }
    return token;
  }

  /** Somebody has refused it. */
  public synchronized void forget() {
    goodUntil = Instant.MIN;
  }

  private JsonNode fetch() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(metadataUrl.resolve(PATH))
                .header("Metadata-Flavor", "Google")
                .timeout(timeLimit)
                .build(),
            BodyHandlers.ofString());
    JsonNode body = answer.statusCode() == 200 ? parse(answer.body()) : MAPPER.missingNode();
    if (body.path("access_token").asText().isEmpty()) {
      throw new IOException(
          "The metadata server gave no token, and answered " + answer.statusCode() + ".");
    }
    return body;
  }

  private static JsonNode parse(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException malformed) {
      return MAPPER.missingNode();
    }
  }
}
