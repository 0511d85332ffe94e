package dev.millrace.local.pubsub;

import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gcloud and curl use, on the port that also speaks gRPC. */
final class RestFaceTest {
  private static final String HELLO = Base64.getEncoder().encodeToString("hello".getBytes(UTF_8));

  private final EmbeddedPubSub broker = EmbeddedPubSub.start(0);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void makeTopicAndSubscription() {
    assertThat(send("PUT", "topics/orders", "{}").statusCode()).isEqualTo(200);
    assertThat(
            send("PUT", "subscriptions/billing", "{\"topic\":\"projects/p/topics/orders\"}")
                .statusCode())
        .isEqualTo(200);
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    broker.close();
  }

  @Test
  void publishesPullsAndAcknowledges() {
    Struct published = json(publishHello());
    assertThat(list(published, "messageIds")).hasSize(1);

    Struct received = onlyMessage(json(pull("{\"maxMessages\":10,\"returnImmediately\":true}")));
    Struct message = received.getFieldsOrThrow("message").getStructValue();
    assertThat(text(message, "data")).isEqualTo(HELLO);
    assertThat(text(message.getFieldsOrThrow("attributes").getStructValue(), "a")).isEqualTo("b");
    assertThat(text(message, "messageId")).isNotEmpty();
    assertThat(text(message, "publishTime")).endsWith("Z");

    String ackIds = "{\"ackIds\":[\"" + text(received, "ackId") + "\"]}";
    assertThat(send("POST", "subscriptions/billing:acknowledge", ackIds).statusCode())
        .isEqualTo(200);
    assertThat(json(pull("{\"maxMessages\":10,\"returnImmediately\":true}")).getFieldsMap())
        .isEmpty();
  }

  @Test
  void aNackBringsTheMessageBack() {
    publishHello();
    Struct received = onlyMessage(json(pull("{\"maxMessages\":1}")));
    String nack = "{\"ackIds\":[\"" + text(received, "ackId") + "\"],\"ackDeadlineSeconds\":0}";
    assertThat(send("POST", "subscriptions/billing:modifyAckDeadline", nack).statusCode())
        .isEqualTo(200);

    assertThat(onlyMessage(json(pull("{\"maxMessages\":1}"))).getFieldsMap()).containsKey("ackId");
  }

  @Test
  void aPullWaitsForItsMessage() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting =
        http.sendAsync(
            request("POST", "subscriptions/billing:pull", "{\"maxMessages\":1}"),
            BodyHandlers.ofString());
    publishHello();

    onlyMessage(json(waiting.get(60, TimeUnit.SECONDS)));
  }

  @Test
  void listsAndDeletes() {
    assertThat(list(json(send("GET", "topics", "")), "topics")).hasSize(1);
    assertThat(list(json(send("GET", "subscriptions", "")), "subscriptions")).hasSize(1);
    assertThat(list(json(send("GET", "topics/orders/subscriptions", "")), "subscriptions"))
        .extracting(Value::getStringValue)
        .containsExactly("projects/p/subscriptions/billing");

    assertThat(send("DELETE", "topics/orders", "").statusCode()).isEqualTo(200);
    assertThat(text(json(send("GET", "subscriptions/billing", "")), "topic"))
        .isEqualTo("_deleted-topic_");
    assertThat(send("DELETE", "subscriptions/billing", "").statusCode()).isEqualTo(200);
    assertThat(json(send("GET", "subscriptions", "")).getFieldsMap()).isEmpty();
  }

  @Test
  void updatesWithAMask() {
    String update =
        "{\"subscription\":{\"ackDeadlineSeconds\":30},\"updateMask\":\"ackDeadlineSeconds\"}";

    Struct changed = json(send("PATCH", "subscriptions/billing", update));

    assertThat(changed.getFieldsOrThrow("ackDeadlineSeconds").getNumberValue()).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | topics/missing            |                     | 404 | NOT_FOUND",
        "PUT    | topics/orders             | {}                  | 409 | ALREADY_EXISTS",
        "PUT    | topics/x                  | {}                  | 400 | INVALID_ARGUMENT",
        "POST   | topics/orders:publish     | {\"messages\":      | 400 | INVALID_ARGUMENT",
        "POST   | topics/orders:publish     | {\"messages\":[{}]} | 400 | INVALID_ARGUMENT",
        "POST   | topics/orders:publish     | {\"unknown\":1}     | 400 | INVALID_ARGUMENT",
        "GET    | topics?pageSize=many      |                     | 400 | INVALID_ARGUMENT",
        "POST   | subscriptions/billing:seek | {}                 | 501 | UNIMPLEMENTED",
        "GET    | snapshots                 |                     | 501 | UNIMPLEMENTED",
        "GET    | topics/orders:getIamPolicy |                    | 501 | UNIMPLEMENTED",
      })
  void refusesInGooglesShape(String method, String path, String body, int code, String status) {
    HttpResponse<String> response = send(method, path, body == null ? "" : body);

    assertThat(response.statusCode()).isEqualTo(code);
    Struct error = json(response).getFieldsOrThrow("error").getStructValue();
    assertThat(response.body()).contains("\"code\": " + code + ",");
    assertThat(text(error, "status")).isEqualTo(status);
    assertThat(text(error, "message")).isNotEmpty();
  }

  @Test
  void namesThePathItDoesNotServe() {
    assertThat(send("GET", "snapshots", "").body()).contains("GET /v1/projects/p/snapshots");
  }

  @Test
  void refusesWhenToldTo() {
    broker.faults().refuse(Faults.Refused.PUBLISH);

    assertThat(publishHello().statusCode()).isEqualTo(503);
    assertThat(send("GET", "topics", "").statusCode()).isEqualTo(200);
  }

  @Test
  void stopsAlthoughARestConnectionIsOpen() {
    publishHello();

    assertThat(CompletableFuture.runAsync(broker::stop)).succeedsWithin(Duration.ofSeconds(10));
  }

  private HttpResponse<String> publishHello() {
    String body = "{\"messages\":[{\"data\":\"" + HELLO + "\",\"attributes\":{\"a\":\"b\"}}]}";
    return send("POST", "topics/orders:publish", body);
  }

  private HttpResponse<String> pull(String body) {
    return send("POST", "subscriptions/billing:pull", body);
  }

  private HttpResponse<String> send(String method, String path, String body) {
    try {
      return http.send(request(method, path, body), BodyHandlers.ofString());
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://" + broker.host() + "/v1/projects/p/" + path))
        .method(method, ofString(body))
        .timeout(Duration.ofSeconds(60))
        .build();
  }

  private static Struct json(HttpResponse<String> response) {
    Struct.Builder parsed = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(response.body(), parsed);
    } catch (InvalidProtocolBufferException notJson) {
      throw new AssertionError(response.body(), notJson);
    }
    return parsed.build();
  }

  private static List<Value> list(Struct json, String field) {
    return json.getFieldsOrThrow(field).getListValue().getValuesList();
  }

  private static Struct onlyMessage(Struct json) {
    assertThat(list(json, "receivedMessages")).hasSize(1);
    return list(json, "receivedMessages").getFirst().getStructValue();
  }

  private static String text(Struct json, String field) {
    return json.getFieldsOrThrow(field).getStringValue();
  }
}
