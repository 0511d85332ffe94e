package dev.millrace.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Answer;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.security.annotation.Secured;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {
  @SuppressWarnings("NullAway.Init")
  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start("problem", Map.of());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aGoodRequestIsServedInSnakeCase() {
    Answer answer =
        service.post("/t/echo", "{\"grade_level\":\"9\",\"due_at\":\"2026-01-31T12:00:00Z\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"grade_level\":\"9\",\"due_at\":\"2026-01-31T12:00:00Z\"}");
  }

  @Test
  void handlersRunOnVirtualThreads() {
    assertThat(service.get("/t/thread").body()).isEqualTo("true");
  }

  @Test
  void everyFieldAtFaultIsNamedByAPointer() {
    Answer answer =
        service.post(
            "/t/echo",
            "{\"grade_level\":\" \",\"items\":[{\"topic_name\":\"a\"},{}],"
                + "\"by_key\":{\"a/b\":{}}}");

    assertProblem(answer, 400, "invalid-request");
    assertThat(answer.json().get("errors").findValuesAsText("pointer"))
        .containsExactly("/by_key/a~1b/topic_name", "/grade_level", "/items/1/topic_name");
    assertThat(answer.json().at("/errors/1/message").asText()).isEqualTo("must not be blank");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'grade_level':'9','due_at':'soon'}          | /due_at         | must be a date and time such as 2026-01-31T12:00:00Z",
        "{'grade_level':'9','color':'mauve'}          | /color          | must be one of red, green",
        "{'grade_level':'9','items':[{'topic_name':1},{'topic_name':{}}]} | /items/1/topic_name | must be a string",
        "{'grade_level':'9','items':{}}               | /items          | must be a list",
        "{'grade_level':'9','count':'many'}           | /count          | must be a number in range",
        "{'grade_level':'9','count':99999999999}      | /count          | must be a number in range",
        "{'grade_level':'9','range':{'from':2,'to':1}} | /range         | must not end before it starts",
        "[]                                           | ''              | must be a JSON object",
      })
  void aFieldOfTheWrongTypeIsNamedByAPointer(String json, String pointer, String message) {
    Answer answer = service.post("/t/echo", json.replace('\'', '"'));

    assertProblem(answer, 400, "invalid-request");
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    assertThat(answer.json().at("/errors/0/message").asText()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"grade_level\":\"9\"",
        "nonsense",
        "{\"grade_level\":\"9\"} {}",
        "{\"grade_level\":\"9\",\"grade_level\":\"10\"}",
        "{\"grade_level\":\"9\",}"
      })
  void whatIsNotOneJsonDocumentIsMalformed(String json) {
    assertProblem(service.post("/t/echo", json), 400, "malformed-json");
  }

  @Test
  void jsonThatIsTooDeepIsRefused() {
    String deep = "[".repeat(100) + "]".repeat(100);

    assertProblem(
        service.post("/t/echo", "{\"grade_level\":\"9\",\"extra\":" + deep + "}"),
        400,
        "malformed-json");
    assertProblem(service.post("/t/echo", "[".repeat(200_000)), 400, "invalid-request");
  }

  @Test
  void anEmptyBodyIsNamedAsMissing() {
    Answer answer = service.post("/t/echo", BodyPublishers.noBody());

    assertProblem(answer, 400, "invalid-request");
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEmpty();
    assertThat(answer.json().at("/errors/0/message").asText()).isEqualTo("a body is required");
  }

  @ParameterizedTest
  @CsvSource({
    "/t/query?limit=many, /limit, is not a valid number in range",
    "/t/query?limit=1000, /limit, must be less than or equal to 100",
    "/t/query, /limit, is required",
    "/t/id/not-a-uuid, /id, is not a valid UUID",
    "/t/header, /X-Thing, is required",
  })
  void parametersAtFaultAreNamed(String path, String pointer, String message) {
    Answer answer = service.get(path);

    assertProblem(answer, 400, "invalid-request");
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    assertThat(answer.json().at("/errors/0/message").asText()).isEqualTo(message);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertProblem(service.get("/nowhere"), 404, "not-found");
    assertProblem(service.get("/t/null"), 404, "not-found");
    assertProblem(service.get("/t/bare"), 404, "not-found");
    assertProblem(service.get("/t/gone"), 404, "not-found");
  }

  @Test
  void theWrongMethodIsToldTheRightOnes() {
    Answer answer = service.send(service.request("/t/thread", "test").DELETE());

    assertProblem(answer, 405, "method-not-allowed");
    assertThat(answer.header("Allow")).contains("GET");
    assertThat(answer.json().get("detail").asText()).contains("GET");
  }

  @Test
  void theWrongMediaTypesAreToldTheRightOnes() {
    Answer sent =
        service.send(
            service
                .request("/t/echo", "test")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("a,b")));
    Answer wanted =
        service.send(service.request("/t/thread", "test").header("Accept", "image/png"));

    assertProblem(sent, 415, "unsupported-media-type");
    assertThat(sent.json().get("detail").asText()).isEqualTo("Send one of application/json.");
    assertProblem(wanted, 406, "not-acceptable");
    assertThat(wanted.json().get("detail").asText()).isEqualTo("Accept one of text/plain.");
  }

  @Test
  void aBrowserGetsAProblemToo() {
    assertProblem(
        service.send(service.request("/nowhere", "test").header("Accept", "text/html")),
        404,
        "not-found");
  }

  @Test
  void overloadSaysWhenToComeBack() {
    Answer answer = service.get("/t/overload");

    assertProblem(answer, 503, "overloaded");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
  }

  @Test
  void aDatabaseThatIsAwayIsAnOverload() {
    Answer answer = service.get("/t/away");

    assertProblem(answer, 503, "overloaded");
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(answer.body()).doesNotContain("pool", "secret");
  }

  @Test
  void theUnexpectedLeaksNothingButAnIncidentId() {
    Answer answer = service.get("/t/broken");

    assertProblem(answer, 500, "internal-server-error");
    assertThat(answer.body()).doesNotContain("secret", "Exception", "millrace.problem");
    assertThat(answer.json().get("detail").asText())
        .containsPattern("quote [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}\\.");
    assertThat(answer.header("Connection")).isNotEqualTo("close");
  }

  @Test
  void anErrorThrownLateIsAProblemToo() {
    assertProblem(service.get("/t/error"), 500, "internal-server-error");
  }

  @Test
  void headHasTheStatusAndNoBody() {
    Answer answer =
        service.send(service.request("/nowhere", "test").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void thePathIsTheInstanceWithoutItsQuery() {
    assertThat(service.get("/nowhere?token=secret").json().get("instance").asText())
        .isEqualTo("/nowhere");
  }

  private static void assertProblem(Answer answer, int status, String slug) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().get("status").asInt()).isEqualTo(status);
    assertThat(answer.json().get("type").asText()).isEqualTo(Problem.TYPES + slug);
    assertThat(answer.json().get("title").asText()).isNotBlank();
    assertThat(answer.json().get("detail").asText()).endsWith(".");
    assertThat(answer.json().get("instance").asText()).startsWith("/");
  }

  enum Color {
    RED,
    GREEN;

    @com.fasterxml.jackson.annotation.JsonValue
    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Introspected
  record Range(int from, int to) {
    Range {
      if (to < from) {
        throw new IllegalArgumentException("must not end before it starts");
      }
    }
  }

  @Introspected
  record Item(@NotBlank String topicName) {}

  @Introspected
  record Sample(
      @NotBlank @Size(max = 20) String gradeLevel,
      @Nullable Instant dueAt,
      @Nullable Color color,
      @Nullable Integer count,
      @Nullable Range range,
      @Nullable List<@Valid Item> items,
      @Nullable Map<String, @Valid Item> byKey) {}

  @Controller("/t")
  @Secured("test")
  @Requires(property = "spec.name", value = "problem")
  static class SampleController {
    @Post("/echo")
    Sample echo(@Body @Valid @NotNull Sample sample) {
      return sample;
    }

    @Get(value = "/thread", produces = "text/plain")
    String thread() {
      return Boolean.toString(Thread.currentThread().isVirtual());
    }

    @Get("/query")
    String query(@QueryValue @Max(100) int limit) {
      return Integer.toString(limit);
    }

    @Get("/id/{id}")
    String id(UUID id) {
      return id.toString();
    }

    @Get("/header")
    String header(@Header("X-Thing") String thing) {
      return thing;
    }

    @Get("/null")
    @Nullable Sample nothing() {
      return null;
    }

    @Get("/bare")
    HttpResponse<?> bare() {
      return HttpResponse.notFound();
    }

    @Get("/gone")
    String gone() {
      throw ProblemException.notFound("sample 7");
    }

    @Get("/overload")
    String overload() {
      throw ProblemException.overloaded(Duration.ofMillis(1500));
    }

    @Get("/away")
    String away() {
      throw new IllegalStateException(
          "secret", new SQLTransientConnectionException("pool timed out with secret"));
    }

    @Get("/broken")
    String broken() {
      throw new IllegalStateException("secret of dev.millrace.problem");
    }

    @Get("/error")
    String error() {
      throw new AssertionError("secret");
    }
  }
}
