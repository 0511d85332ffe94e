package dev.millrace.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.scheduler.job.ScheduledJobs;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.testing.Answer;
import io.micronaut.web.router.Router;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

final class DescriptionTest {
  private static final LiveScheduler LIVE = LiveScheduler.start();
  private static final JsonNode DESCRIPTION = LIVE.get("/openapi.json").json();
  private static final JsonNode MAKING =
      DESCRIPTION.at("/paths/~1v1~1schedules/post/requestBody/content/application~1json");

  /** A verb of a path, and what is said of it. */
  private record Operation(String name, JsonNode said) {
    String answers() {
      return String.join(" ", names(said.path("responses")).sorted().toList());
    }
  }

  @AfterAll
  static void close() {
    LIVE.close();
  }

  @ParameterizedTest
  @CsvSource({
    "post /cron/tick,                    200 401 503",
    "post /v1/schedules,                 200 201 400 401 403 413 415 422 503",
    "get /v1/schedules,                  200 400 401 403 503",
    "get /v1/schedules/{id},             200 401 403 404 503",
    "patch /v1/schedules/{id},           200 400 401 403 404 409 413 415 422 503",
    "delete /v1/schedules/{id},          204 401 403 404 503",
    "post /v1/schedules/{id}/pause,      200 401 403 404 409 503",
    "post /v1/schedules/{id}/resume,     200 401 403 404 503",
    "post /v1/schedules/{id}/run,        202 401 403 404 503",
    "post /v1/schedules/{id}/release,    200 401 403 404 409 503",
    "get /v1/schedules/{id}/preview,     200 400 401 403 404 503",
    "get /v1/schedules/{id}/decisions,   200 400 401 403 404 503",
    "get /v1/shadow/report,              200 400 401 403 409 503",
  })
  void everyAnswerOfARouteIsDescribed(String name, String answers) {
    Operation operation =
        operations().filter(each -> each.name.equals(name)).findFirst().orElseThrow();

    assertThat(operation.answers()).isEqualTo(answers);
  }

  @Test
  void noRouteIsLeftOut() {
    List<String> routes =
        LIVE.bean(Router.class)
            .uriRoutes()
            .filter(route -> isOurs(route.getDeclaringType()))
            .map(
                route ->
                    route.getHttpMethodName().toLowerCase(Locale.ROOT)
                        + " "
                        + route.getUriMatchTemplate().toPathString())
            .filter(Predicate.not(name -> name.startsWith("head ")))
            .distinct()
            .toList();

    assertThat(routes).isNotEmpty();
    assertThat(operations().map(Operation::name)).containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void everyProblemIsAProblemDocument() {
    assertThat(operations())
        .allSatisfy(
            operation ->
                assertThat(operation.said.path("responses").properties())
                    .filteredOn(answer -> answer.getKey().compareTo("400") >= 0)
                    .allSatisfy(
                        answer ->
                            assertThat(
                                    answer
                                        .getValue()
                                        .at("/content/application~1problem+json/schema/$ref")
                                        .asText())
                                .isEqualTo("#/components/schemas/Problem")));
  }

  @Test
  void theDescriptionIsValid() {
    assertThat(DESCRIPTION.path("openapi").asText()).startsWith("3.1");
    assertThat(DESCRIPTION.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(DESCRIPTION.at(reference.substring(1)).isObject())
                    .as(reference)
                    .isTrue());
    assertThat(DESCRIPTION.findValues("nullable")).isEmpty();
    assertThat(DESCRIPTION.findValuesAsText("operationId")).hasSize(13).doesNotHaveDuplicates();
    assertThat(DESCRIPTION.findValuesAsText("name")).doesNotContain("caller", "request");
    assertThat(parameters())
        .isNotEmpty()
        .allSatisfy(
            parameter -> assertThat(parameter.at("/schema/type").isMissingNode()).isFalse());
  }

  @Test
  void ticksAreForOtherCallersThanSchedules() {
    assertThat(DESCRIPTION.path("security").toString()).isEqualTo("[{\"bearer\":[]}]");
    assertThat(operations().filter(each -> each.said.has("security")))
        .singleElement()
        .satisfies(
            tick -> {
              assertThat(tick.name).isEqualTo("post /cron/tick");
              assertThat(tick.said.path("security").toString()).isEqualTo("[{\"tick\":[]}]");
            });
    assertThat(names(DESCRIPTION.at("/components/securitySchemes")))
        .containsExactlyInAnyOrder("bearer", "tick");
  }

  @Test
  void everyJobTypeAndFilterIsNamed() {
    for (String schema : List.of("SchedulePatch", "Schedule")) {
      JsonNode type = DESCRIPTION.at("/components/schemas/" + schema + "/properties/job_type");
      assertThat(type.path("description").asText())
          .contains(LIVE.bean(ScheduledJobs.class).typeNames());
      assertThat(type.has("enum")).as("an installation may register more").isFalse();
    }
    assertThat(queries("/v1/schedules"))
        .containsExactlyInAnyOrder("status", "job_type", "overdue", "cursor", "limit");
    assertThat(queries("/v1/schedules/{id}/decisions"))
        .containsExactlyInAnyOrder("decision", "cursor", "limit");
    assertThat(queries("/v1/schedules/{id}/preview")).containsExactly("count");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cron", "interval", "once"})
  void theExamplesAreSchedulesThatCanBeMade(String example) {
    LIVE.clear();
    Answer made =
        LIVE.post("/v1/schedules", MAKING.path("examples").path(example).path("value").toString());

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(properties("Schedule")).containsAll(names(made.json()).toList());
    JsonNode change =
        DESCRIPTION
            .at("/paths/~1v1~1schedules~1{id}/patch/requestBody/content")
            .path("application/merge-patch+json")
            .at("/examples/time/value");
    assertThat(
            LIVE.send(
                    LIVE.request(made.header("Location"))
                        .header("Content-Type", "application/merge-patch+json")
                        .method("PATCH", BodyPublishers.ofString(change.toString())))
                .status())
        .isEqualTo(200);
  }

  @Test
  void whatATickAnswersIsDescribed() {
    Stream<String> ofTheShadowAlone = Stream.of("shadow", "decisions");

    assertThat(properties("Tick"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(names(LIVE.tick().json()), ofTheShadowAlone).toList());
  }

  @Test
  void theDescriptionIsYamlUnlessJsonIsAskedFor() {
    Answer yaml = LIVE.get("/openapi");
    Answer json = LIVE.send(LIVE.request("/openapi").header("Accept", "application/json"));

    assertThat(yaml.header("Content-Type")).startsWith("application/yaml");
    Map<?, ?> parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml.body());
    assertThat(String.valueOf(parsed.get("openapi"))).startsWith("3.1");
    assertThat(json.json()).isEqualTo(DESCRIPTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/openapi",
        "/openapi.json",
        "/openapi/ui",
        "/openapi/ui/start.js",
        "/openapi/ui/swagger-ui-bundle.js"
      })
  void strangersReadNothingUnlessTheDocumentationIsOpen(String path) {
    assertThat(LIVE.get(path).status()).isEqualTo(200);
    assertThat(LIVE.send(LIVE.anonymous(path)).status()).isEqualTo(401);
    assertThat(LIVE.send(LIVE.request(path, LiveScheduler.CRON_SECRET)).status()).isEqualTo(401);
  }

  @Test
  void whereTheDocumentationIsOpenNothingElseIs() {
    try (LiveScheduler open = LiveScheduler.start(Map.of("millrace.security.open-docs", true))) {
      assertThat(open.send(open.anonymous("/openapi")).status()).isEqualTo(200);
      assertThat(open.send(open.anonymous("/openapi/ui")).status()).isEqualTo(200);
      assertThat(open.send(open.anonymous("/v1/schedules")).status()).isEqualTo(401);
      assertThat(open.send(open.anonymous("/cron/tick").POST(BodyPublishers.noBody())).status())
          .isEqualTo(401);
    }
  }

  private static boolean isOurs(Class<?> controller) {
    return controller.getName().startsWith("dev.millrace.scheduler.");
  }

  private static Stream<Operation> operations() {
    return DESCRIPTION.path("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .map(
                        verb ->
                            new Operation(verb.getKey() + " " + path.getKey(), verb.getValue())));
  }

  private static Stream<JsonNode> parameters() {
    return operations().flatMap(operation -> elements(operation.said.path("parameters")));
  }

  private static Stream<String> queries(String path) {
    return elements(DESCRIPTION.path("paths").path(path).at("/get/parameters"))
        .filter(parameter -> parameter.path("in").asText().equals("query"))
        .map(parameter -> parameter.path("name").asText());
  }

  private static List<String> properties(String schema) {
    return names(DESCRIPTION.at("/components/schemas/" + schema + "/properties")).toList();
  }

  private static Stream<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey);
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
