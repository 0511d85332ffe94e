package dev.millrace.scheduler.waking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cloud.AccessTokens;
import dev.millrace.outbound.Excerpt;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Starts an execution of a Cloud Run job by the Admin API, <a
 * href="https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs/run">{@code
 * jobs.run}</a>. It answers with an operation, whose end nobody waits for here.
 */
final class CloudRunJob implements Waker {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final WakingConfig config;
  private final HttpClient client;
  private final AccessTokens tokens;

  CloudRunJob(WakingConfig config, HttpClient client, AccessTokens tokens) {
    this.config = config;
    this.client = client;
    this.tokens = tokens;
  }

  @Override
  public Woken wake() {
    try {
      return outcome(post(tokens.get()));
    } catch (IOException failure) {
      return new Woken.Failed("The call failed: " + Excerpt.of(failure.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Woken.Failed("The call was broken off.");
    }
  }

  private HttpResponse<String> post(String token) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(config.runUrl().resolve("/v2/" + config.job() + ":run"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .timeout(config.timeLimit())
            .POST(BodyPublishers.ofString("{}"))
            .build(),
        BodyHandlers.ofString());
  }

  private Woken outcome(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new Woken.Started();
    }
    if (status == 401) {
      tokens.forget();
    }
    String reason = "Cloud Run answered " + status + ": " + message(answer.body());
    return status == 409 || status == 429 ? new Woken.Busy(reason) : new Woken.Failed(reason);
  }

  /** The message of a {@code google.rpc.Status}, or what else there is. */
  private static String message(String body) {
    try {
      String message = MAPPER.readTree(body).path("error").path("message").asText();
      return Excerpt.of(message.isEmpty() ? body : message);
    } catch (JsonProcessingException malformed) {
      return Excerpt.of(body);
    }
  }
}
