package dev.millrace.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.content.ContentFormat;
import dev.millrace.content.RequestStatus;
import dev.millrace.failure.FailureClass;
import dev.millrace.testing.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

final class DocsTest {
  private static final LiveApi API = LiveApi.start();

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void theDescriptionNamesEveryVerb() {
    JsonNode description = API.get("/openapi.json").json();

    assertThat(description.path("openapi").asText()).startsWith("3.1");
    assertThat(operations(description))
        .containsExactlyInAnyOrder(
            "post /v1/content-requests",
            "get /v1/content-requests",
            "post /v1/content-requests:batch",
            "get /v1/content-requests/{id}",
            "get /v1/content-requests/{id}/content",
            "get /v1/content-requests/{id}/events",
            "post /v1/content-requests/{id}/cancel",
            "post /v1/content-requests/{id}/retry",
            "post /run",
            "post /v1/runs",
            "get /v1/runs",
            "get /v1/runs/{id}",
            "get /v1/runs/{id}/events",
            "get /v1/runs/{id}/logs",
            "get /v1/runs/{id}/result",
            "get /v1/runs/{id}/artifacts/{name}",
            "post /v1/runs/{id}/cancel",
            "post /v1/runs/{id}/retry",
            "get /v1/dead-letters",
            "get /v1/dead-letters/{id}",
            "post /v1/dead-letters/redrive",
            "post /v1/webhook-endpoints",
            "get /v1/webhook-endpoints",
            "get /v1/webhook-endpoints/{id}",
            "patch /v1/webhook-endpoints/{id}",
            "delete /v1/webhook-endpoints/{id}",
            "post /v1/webhook-endpoints/{id}/enable",
            "post /v1/webhook-endpoints/{id}/disable",
            "post /v1/webhook-endpoints/{id}/rotate",
            "post /v1/webhook-endpoints/{id}/test",
            "get /v1/webhook-secret",
            "post /v1/webhook-secret/rotate",
            "get /v1/webhook-deliveries",
            "get /v1/webhook-deliveries/{id}",
            "post /v1/webhook-deliveries/redrive",
            "get /v1/usage",
            "get /v1/budget",
            "put /v1/budget",
            "post /webhook");
  }

  @Test
  void noOperationShowsWhatIsNotTheCallers() {
    JsonNode description = API.get("/openapi.json").json();

    assertThat(description.findValuesAsText("name")).doesNotContain("caller", "request");
    assertThat(description.findValues("exampleSetFlag")).isEmpty();
    assertThat(description.at("/components/schemas").properties())
        .extracting(Map.Entry::getKey)
        .doesNotContain("Caller", "ObjectNode", "JsonNode");
    assertThat(description.at("/components/schemas/ContentRequest/properties").has("waiting_on"))
        .isTrue();
    assertThat(description.at("/components/schemas/Failure/properties").has("class")).isTrue();
  }

  @Test
  void whatIsOneOfSomeHasTheNamesOfTheWire() {
    JsonNode schemas = API.get("/openapi.json").json().path("components").path("schemas");

    assertThat(names(schemas, "ContentFormat"))
        .isEqualTo(Stream.of(ContentFormat.values()).map(ContentFormat::wireName).toList());
    assertThat(names(schemas, "RequestStatus"))
        .isEqualTo(Stream.of(RequestStatus.values()).map(RequestStatus::wireName).toList());
    assertThat(names(schemas, "FailureClass"))
        .isEqualTo(Stream.of(FailureClass.values()).map(FailureClass::wireName).toList());
    assertThat(names(schemas, "LetterStatus")).containsExactly("open", "redriven");
    assertThat(schemas.findValues("enum"))
        .allSatisfy(
            values ->
                assertThat(values)
                    .allSatisfy(value -> assertThat(value.asText()).matches("[a-z_]+")));
  }

  @Test
  void aProblemNeedNotListFaults() {
    JsonNode problem = API.get("/openapi.json").json().at("/components/schemas/Problem");

    assertThat(problem.path("required"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("type", "title", "status", "detail");
    assertThat(API.get("/v1/dead-letters/none").json().has("errors")).isFalse();
  }

  @Test
  void theDescriptionIsYamlUnlessJsonIsAskedFor() {
    Answer yaml = API.get("/openapi");
    Answer json = API.send(API.request("/openapi").header("Accept", "application/json"));

    assertThat(yaml.header("Content-Type")).startsWith("application/yaml");
    Map<?, ?> parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml.body());
    assertThat(String.valueOf(parsed.get("openapi"))).startsWith("3.1");
    assertThat(json.json().has("paths")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/openapi/ui",
        "/openapi/ui/start.js",
        "/openapi/ui/swagger-ui.css",
        "/openapi/ui/swagger-ui-bundle.js"
      })
  void thePageAndItsPartsComeFromHere(String path) {
    Answer answer = API.get(path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void thePageNamesNoOtherServer() {
    assertThat(API.get("/openapi/ui").body()).doesNotContain("http://", "https://");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi/ui/nothing.js", "/openapi/ui/..%2f..%2fapplication.yml"})
  void whatIsNoPartOfThePageIsNotThere(String path) {
    assertThat(API.get(path).status()).isIn(400, 404);
  }

  @Test
  void strangersReadNothingUnlessTheDocumentationIsOpen() throws IOException {
    assertThat(stranger(API, "/openapi")).isEqualTo(401);
    assertThat(stranger(API, "/openapi/ui")).isEqualTo(401);
    try (LiveApi open = LiveApi.start(Map.of("millrace.security.open-docs", true))) {
      assertThat(stranger(open, "/openapi")).isEqualTo(200);
      assertThat(stranger(open, "/openapi/ui")).isEqualTo(200);
      assertThat(stranger(open, "/v1/content-requests")).isEqualTo(401);
    }
  }

  private static int stranger(LiveApi api, String path) {
    return api.send(HttpRequest.newBuilder(api.uri(path))).status();
  }

  private static List<String> names(JsonNode schemas, String schema) {
    return StreamSupport.stream(schemas.path(schema).path("enum").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private static List<String> operations(JsonNode description) {
    return description.path("paths").properties().stream()
        .flatMap(
            path ->
                StreamSupport.stream(
                        ((Iterable<String>) () -> path.getValue().fieldNames()).spliterator(),
                        false)
                    .map(verb -> verb + " " + path.getKey()))
        .toList();
  }
}
