package dev.millrace.worker.adapter.flux;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.adapter.http.Answer;
import dev.millrace.worker.adapter.http.ProviderHttp;
import dev.millrace.worker.adapter.http.Refusal;
import dev.millrace.worker.provider.ProviderException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;

/** The calls of <a href="https://docs.bfl.ai/quick_start/generating_images">Flux's API</a>. */
final class FluxApi {
  private static final int MOST_JSON = 1024 * 1024;
  private static final int MOST_PICTURE = 32 * 1024 * 1024;
  private static final Duration PING_TIME_LIMIT = Duration.ofMillis(1500);

  private final FluxConfig config;
  private final ProviderHttp http;
  private final Clock clock;
  private final Whereabouts whereabouts;

  FluxApi(FluxConfig config, ProviderHttp http, Clock clock) {
    this.config = config;
    this.http = http;
    this.clock = clock;
    this.whereabouts = new Whereabouts(config.baseUrl(), config.hosts());
  }

  /** Places an order, and answers where to look for it. */
  String submit(String model, String prompt, int width, int height, Duration limit)
      throws ProviderException, InterruptedException {
    ObjectNode body = ContentRequestCodec.emptyObject();
    body.put("prompt", prompt).put("width", width).put("height", height);
    body.put("output_format", "png");
    Answer answer =
        http.send(
            FluxProvider.NAME,
            request(URI.create(config.baseUrl() + "/v1/" + model))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build(),
            limit,
            MOST_JSON);
    if (!answer.isSuccess()) {
      throw refusal(answer);
    }
    JsonNode order = answer.json();
    String id = order.path("id").asText("");
    String polling = order.path("polling_url").asText("");
    if (id.isEmpty() && polling.isEmpty()) {
      throw failure(FailureClass.OUTCOME_UNKNOWN, "it took an order and gave it no id");
    }
    return polling.isEmpty() ? id : polling;
  }

  /** How an order stands: the provider's JSON. */
  JsonNode look(String ticket, Duration limit) throws ProviderException, InterruptedException {
    String address =
        ticket.contains("/") ? ticket : config.baseUrl() + "/v1/get_result?id=" + ticket;
    Answer answer =
        http.send(FluxProvider.NAME, request(allowed(address)).build(), limit, MOST_JSON);
    JsonNode result = answer.json();
    if (!result.path("status").isTextual()) {
      throw answer.isSuccess()
          ? failure(FailureClass.TRANSIENT, "it does not say how the order stands")
          : refusal(answer);
    }
    return result;
  }

  /** The picture's file; its address is signed, and the key does not go there. */
  byte[] fetch(String sample, Duration limit) throws ProviderException, InterruptedException {
    Answer answer =
        http.send(
            FluxProvider.NAME,
            HttpRequest.newBuilder(allowed(sample)).build(),
            limit,
            MOST_PICTURE);
    if (!answer.isSuccess()) {
      throw failure(
          FailureClass.TRANSIENT, "the picture could not be fetched (" + answer.status() + ")");
    }
    return answer.body();
  }

  /** Asks for the credits that are left. */
  void ping() throws ProviderException, InterruptedException {
    Answer answer =
        http.send(
            FluxProvider.NAME,
            request(URI.create(config.baseUrl() + "/v1/credits")).build(),
            PING_TIME_LIMIT,
            MOST_JSON);
    if (!answer.isSuccess() && answer.status() != 404 && answer.status() != 429) {
      throw refusal(answer);
    }
  }

  private HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address)
        .header("x-key", config.apiKey())
        .header("User-Agent", "millrace");
  }

  private URI allowed(String address) throws ProviderException {
    return whereabouts
        .allowed(address)
        .orElseThrow(
            () ->
                failure(
                    FailureClass.CONFIGURATION,
                    "its answer leads to a host that FLUX_HOSTS does not allow"));
  }

  private ProviderException refusal(Answer answer) {
    return Refusal.of(FluxProvider.NAME, Refusal.classOf(answer.status()), answer, clock, null);
  }

  static ProviderException failure(FailureClass failureClass, String message) {
    return new ProviderException(FluxProvider.NAME, failureClass, message);
  }
}
