package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.api.testing.Messages;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CreateTest {
  private static final String PATH = "/v1/content-requests";
  private static final LiveApi API = LiveApi.start();

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void aRequestIsAcceptedStoredAndPublished() {
    Answer answer = API.create(ContentRequestJson.valid());

    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    assertThat(answer.header("Location")).isEqualTo(PATH + "/" + answer.id());
    assertThat(answer.text("status")).isEqualTo("pending");
    assertThat(answer.text("waiting_on")).isEqualTo("in the queue");
    assertThat(API.database().events(answer.id())).containsExactly("accepted");
    try (Messages messages = API.messages()) {
      messages.await(answer.id(), 1);
    }
  }

  @Test
  void theResourceIsTheSameWhenItIsReadAgain() {
    Answer created =
        API.create(
            ContentRequestJson.valid()
                .with("interests", List.of("whales", "\"quoted\" \\ {comma,}"))
                .with("metadata", Map.of("depth", 1.50, "nested", Map.of("a", List.of(1, 2))))
                .with("unknown_field", "kept")
                .with("not_before", "2040-01-31T09:00:00.123456789+01:00")
                .with("format", "quiz"));

    Answer read = API.get(created.header("Location"));

    assertThat(read.status()).isEqualTo(200);
    assertThat(read.json()).isEqualTo(created.json());
    assertThat(read.text("waiting_on")).isEqualTo("not before 2040-01-31T08:00:00.123456Z");
    assertThat(read.json().path("metadata").path("unknown_field").asText()).isEqualTo("kept");
  }

  @Test
  void theCallersTraceLeadsToTheRequest() {
    Answer answer =
        API.send(
            API.posting(PATH, ContentRequestJson.valid().toString())
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    assertThat(answer.text("trace_id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void aRepeatedCorrelationIdGivesTheExistingRequest() {
    ContentRequestJson document = ContentRequestJson.valid().with("correlation_id", "again-1");
    Answer first = API.create(document);

    Answer second = API.create(document.with("topic", "Something else"));

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.text("topic")).isEqualTo("Python Basics");
  }

  @Test
  void aCorrelationIdBelongsToItsOrganization() {
    String document = ContentRequestJson.valid().with("correlation_id", "shared-1").toString();
    Answer ours = API.post(PATH, document);

    Answer theirs =
        API.send(
            API.requestOf("other", PATH)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(document)));

    assertThat(theirs.status()).isEqualTo(202);
    assertThat(theirs.id()).isNotEqualTo(ours.id());
  }

  @Test
  void oneCorrelationIdRacedByManyIsOneRow() {
    String document = ContentRequestJson.valid().with("correlation_id", "raced-1").toString();

    List<Answer> answers = race(() -> API.sending(API.posting(PATH, document)));

    assertThat(answers).extracting(Answer::id).containsOnly(answers.getFirst().id());
    assertThat(answers).extracting(Answer::status).containsOnlyOnce(202).contains(200);
    assertThat(rows("raced-1")).isEqualTo(1);
  }

  @Test
  void oneIdempotencyKeyRacedByManyIsOneRowAndOneAnswer() {
    String document = ContentRequestJson.valid().with("topic", "Raced by key").toString();

    List<Answer> answers =
        race(() -> API.sending(API.posting(PATH, document).header("Idempotency-Key", "race")));

    assertThat(answers).extracting(Answer::status).containsOnly(202);
    assertThat(answers).extracting(Answer::id).containsOnly(answers.getFirst().id());
    assertThat(answers)
        .filteredOn(answer -> answer.header("Idempotency-Replayed").isEmpty())
        .hasSize(1);
    assertThat(
            API.database()
                .number("SELECT count(*) FROM content_requests WHERE topic = 'Raced by key'"))
        .isEqualTo(1);
  }

  @Test
  void aRepeatedIdempotencyKeyGivesTheFirstAnswerWithTheRequestAsItIsNow() {
    String document = ContentRequestJson.valid().toString();
    Answer first = keyed(document, "as-it-is-now");
    API.post(first.header("Location") + "/cancel", "");

    Answer second = keyed(document, "as-it-is-now");

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(second.text("status")).isEqualTo("cancelled");
  }

  @Test
  void aKeyThatFoundARequestSaysSoAgain() {
    String document = ContentRequestJson.valid().with("correlation_id", "found-by-key").toString();
    Answer made = API.post(PATH, document);
    Answer found = keyed(document, "finder");

    Answer again = keyed(document, "finder");

    assertThat(found.status()).isEqualTo(200);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.id()).isEqualTo(made.id());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
  }

  @Test
  void aKeyWithAnotherBodyIsRefused() {
    keyed(ContentRequestJson.valid().toString(), "one-body");

    Answer other = keyed(ContentRequestJson.valid().with("topic", "Other").toString(), "one-body");

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("type")).endsWith("/idempotency-key-reused");
  }

  @Test
  void aKeyBelongsToItsOrganization() {
    String document = ContentRequestJson.valid().toString();
    Answer ours = keyed(document, "everybodys");

    Answer theirs =
        API.send(
            API.requestOf("other", PATH)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "everybodys")
                .POST(BodyPublishers.ofString(document)));

    assertThat(theirs.status()).isEqualTo(202);
    assertThat(theirs.id()).isNotEqualTo(ours.id());
  }

  @Test
  void aKeyHeldByACallThatTakesTooLongIsAConflict() throws Exception {
    try (LiveApi impatient = LiveApi.start(Map.of("millrace.intake.patience", "1s"));
        var connection = impatient.database().connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "INSERT INTO idempotency_keys (organization_id, key, body_hash, resource_ids)"
              + " VALUES ('acme', 'held', decode(repeat('00', 32), 'hex'), '{}')");

      Answer answer = keyed(impatient, ContentRequestJson.valid().toString(), "held");

      assertThat(answer.status()).as(answer.body()).isEqualTo(409);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      connection.rollback();
      assertThat(keyed(impatient, ContentRequestJson.valid().toString(), "held").status())
          .isEqualTo(202);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "tab\there", " "})
  void aKeyOfOtherThanVisibleAsciiIsRefused(String key) {
    Answer answer = keyed(ContentRequestJson.valid().toString(), key);

    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void aKeyMayHave255CharactersAndNotOneMore() {
    assertThat(keyed(ContentRequestJson.valid().toString(), "k".repeat(255)).status())
        .isEqualTo(202);
    assertThat(keyed(ContentRequestJson.valid().toString(), "k".repeat(256)).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{\"topic\":}", "[1,2", "{\"a\":1,\"a\":2}", "{} {}", "nonsense"})
  void whatIsNotJsonIsABadRequest(String body) {
    Answer answer = API.post(PATH, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.text("instance")).isEqualTo(PATH);
  }

  @Test
  void aCallbackUrlIsKeptAndShown() {
    Answer created =
        API.create(
            ContentRequestJson.valid().with("callback_url", "https://example.com/told?by=us"));

    assertThat(created.status()).isEqualTo(202);
    assertThat(created.text("callback_url")).isEqualTo("https://example.com/told?by=us");
    assertThat(API.get(PATH + "/" + created.id()).text("callback_url"))
        .isEqualTo("https://example.com/told?by=us");
  }

  static Stream<Arguments> invalid() {
    ContentRequestJson valid = ContentRequestJson.valid();
    return Stream.of(
        Arguments.of(valid.without("student_id"), "/student_id"),
        Arguments.of(valid.without("topic"), "/topic"),
        Arguments.of(valid.without("grade_level"), "/grade_level"),
        Arguments.of(valid.with("topic", 7), "/topic"),
        Arguments.of(valid.with("topic", "x".repeat(501)), "/topic"),
        Arguments.of(valid.with("topic", "nul \u0000"), "/topic"),
        Arguments.of(valid.with("student_id", "x".repeat(129)), "/student_id"),
        Arguments.of(valid.with("format", "poem"), "/format"),
        Arguments.of(valid.with("interests", "whales"), "/interests"),
        Arguments.of(valid.with("interests", List.of("a", 1)), "/interests/1"),
        Arguments.of(valid.with("interests", Collections.nCopies(21, "a")), "/interests"),
        Arguments.of(valid.with("not_before", "tomorrow"), "/not_before"),
        Arguments.of(valid.with("metadata", List.of()), "/metadata"),
        Arguments.of(valid.with("metadata", Map.of("k", "x".repeat(17_000))), "/metadata"),
        Arguments.of(valid.with("callback_url", "nonsense"), "/callback_url"),
        Arguments.of(valid.with("callback_url", 7), "/callback_url"),
        Arguments.of(valid.with("callback_url", "ftp://example.com/"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "http://example.com/"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "https://me:secret@example.com/"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "https://example.com/#part"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "https://exämple.com/"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "https:///nowhere"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "https://127.0.0.1/"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "https://[::1]/"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "https://169.254.169.254/"), "/callback_url"),
        Arguments.of(valid.with("callback_url", "https://10.1.2.3:8443/x"), "/callback_url"),
        Arguments.of(
            valid.with("callback_url", "https://example.com/" + "x".repeat(2_040)),
            "/callback_url"),
        Arguments.of(valid.with("id", UUID.randomUUID().toString()), "/id"));
  }

  @ParameterizedTest
  @MethodSource
  void invalid(ContentRequestJson document, String pointer) {
    Answer answer = API.create(document);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().path("errors"))
        .anySatisfy(error -> assertThat(error.path("pointer").asText()).isEqualTo(pointer))
        .allSatisfy(error -> assertThat(error.path("message").asText()).isNotBlank());
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    Answer answer = API.post(PATH, "{\"topic\":1,\"callback_url\":\"http:\"}");

    assertThat(answer.json().path("errors"))
        .extracting(error -> error.path("pointer").asText())
        .containsExactlyInAnyOrder("/callback_url", "/student_id", "/topic", "/grade_level");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"text\"", "7", "null"})
  void jsonThatIsNoObjectIsInvalid(String body) {
    assertThat(API.post(PATH, body).status()).isEqualTo(422);
  }

  @Test
  void aBodyOverTheLimitIsTooLarge() {
    Answer answer =
        API.create(
            ContentRequestJson.valid().with("metadata", Map.of("k", "x".repeat(257 * 1024))));

    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void aBodyForAnotherOrganizationIsForbidden() {
    Answer answer = API.create(ContentRequestJson.valid().with("organization_id", "other"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("detail")).contains("organization acme");
  }

  @Test
  void aBodyThatIsNotJsonByItsTypeIsRefused() {
    Answer answer =
        API.send(
            API.request(PATH)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("hello")));

    assertThat(answer.status()).isEqualTo(415);
  }

  private static Answer keyed(String document, String key) {
    return keyed(API, document, key);
  }

  private static Answer keyed(LiveApi api, String document, String key) {
    return api.send(api.posting(PATH, document).header("Idempotency-Key", key));
  }

  private static long rows(String correlationId) {
    return API.database()
        .number("SELECT count(*) FROM content_requests WHERE correlation_id = ?", correlationId);
  }

  private static List<Answer> race(Supplier<CompletableFuture<Answer>> call) {
    return IntStream.range(0, 32).mapToObj(caller -> call.get()).toList().stream()
        .map(CompletableFuture::join)
        .toList();
  }
}
