package dev.millrace.api.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.api.testing.Messages;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadLetterTest {
  private static final String PATH = "/v1/dead-letters";
  private static final String REDRIVE = PATH + "/redrive";
  private static final LiveApi API = LiveApi.start();

  @AfterAll
  static void close() {
    API.close();
  }

  @BeforeEach
  void clear() {
    API.database().clear();
  }

  @Test
  void lettersAreListedAndFiltered() {
    UUID request = API.created();
    UUID ofRequest = API.work().fail(request, "Away");
    UUID poison = API.work().poison("acme", "m-1", "hello");
    API.work().poison("other", "m-2", "hello");

    assertThat(ids(API.get(PATH))).containsExactly(poison, ofRequest);
    assertThat(ids(API.get(PATH + "?error_class=transient"))).containsExactly(ofRequest);
    assertThat(ids(API.get(PATH + "?request_id=" + request))).containsExactly(ofRequest);
    assertThat(ids(API.get(PATH + "?fingerprint=poison"))).containsExactly(poison);
    assertThat(ids(API.get(PATH + "?status=redriven"))).isEmpty();
  }

  @Test
  void pagesOfLettersFollowEachOther() {
    List<UUID> letters = new ArrayList<>();
    for (int number = 0; number < 7; number++) {
      letters.addFirst(API.work().poison("acme", "m-" + number, "x"));
    }
    Answer first = API.get(PATH + "?limit=5");
    Answer second = API.get(PATH + "?limit=5&cursor=" + first.text("next_cursor"));

    List<UUID> listed = new ArrayList<>(ids(first));
    listed.addAll(ids(second));
    assertThat(listed).isEqualTo(letters);
    assertThat(first.header("Link")).contains("rel=\"next\"");
  }

  @Test
  void lettersAreGroupedByCause() {
    API.work().poison("acme", "m-1", "x");
    UUID latest = API.work().poison("acme", "m-2", "x");
    API.work().fail(API.created(), "Away");

    JsonNode groups = API.get(PATH + "?group_by=fingerprint").json().path("items");

    assertThat(groups).hasSize(2);
    JsonNode poison = groups.get(1);
    assertThat(poison.path("fingerprint").asText()).isEqualTo("poison");
    assertThat(poison.path("count").asInt()).isEqualTo(2);
    assertThat(poison.path("open").asInt()).isEqualTo(2);
    assertThat(poison.at("/sample/id").asText()).isEqualTo(latest.toString());
    assertThat(Instant.parse(poison.path("first_seen").asText()))
        .isBefore(Instant.parse(poison.path("last_seen").asText()));
  }

  @Test
  void aLetterShowsWhatWasInTheMessage() {
    UUID json = API.work().poison("acme", "m-1", "{\"topic\":1}");
    UUID text = API.work().poison("acme", "m-2", "hello");
    UUID bytes = API.work().poison("acme", "m-3", "x");
    API.database().execute("UPDATE dead_letters SET payload = '\\xff00' WHERE id = ?", bytes);

    assertThat(API.get(PATH + "/" + json).json().at("/payload/topic").asInt()).isEqualTo(1);
    assertThat(API.get(PATH + "/" + text).text("payload_text")).isEqualTo("hello");
    assertThat(API.get(PATH + "/" + bytes).text("payload_base64")).isEqualTo("/wA=");
  }

  @Test
  void anotherOrganizationsLetterIsNotThere() {
    UUID letter = API.work().poison("other", "m-1", "x");

    assertThat(API.get(PATH + "/" + letter).status()).isEqualTo(404);
    assertThat(API.get(PATH + "/nonsense").status()).isEqualTo(404);
    Answer redriven = API.post(REDRIVE, "{\"ids\":[\"" + letter + "\"]}");
    assertThat(redriven.json().path("skipped").asInt()).isEqualTo(1);
    assertThat(redriven.json().at("/results/0/reason").asText()).contains("no such dead letter");
  }

  @Test
  void aFailedRequestIsStartedAnewAndAudited() {
    UUID request = API.created();
    UUID letter = API.work().fail(request, "Away");
    try (Messages messages = API.messages()) {
      Answer answer = API.post(REDRIVE, "{\"ids\":[\"" + letter + "\"]}");

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.json().path("redriven").asInt()).isEqualTo(1);
      assertThat(API.database().status(request)).isEqualTo("pending");
      assertThat(API.database().events(request)).containsExactly("accepted", "failed", "redriven");
      messages.await(request, 2);
    }
    assertThat(API.get(PATH + "/" + letter).text("status")).isEqualTo("redriven");
    assertThat(
            API.database()
                .text(
                    "SELECT actor || ' ' || action || ' ' || (detail #>> '{letters,0,id}') FROM audit_log"))
        .isEqualTo("tester dead_letters.redrive " + letter);
  }

  @Test
  void whatIsNoLongerFailedIsSkippedWithTheReason() {
    UUID request = API.created();
    UUID letter = API.work().fail(request, "Away");
    API.post(REDRIVE, "{\"ids\":[\"" + letter + "\"]}");

    Answer again = API.post(REDRIVE, "{\"ids\":[\"" + letter + "\"]}");

    assertThat(again.json().path("skipped").asInt()).isEqualTo(1);
    assertThat(again.json().at("/results/0/reason").asText())
        .isEqualTo("The request is pending, and no longer failed.");
    assertThat(API.database().number("SELECT redrive_count FROM dead_letters")).isEqualTo(1);
    assertThat(API.database().count("audit_log")).isEqualTo(1);
  }

  @Test
  void aDryRunOnlyTells() {
    UUID request = API.created();
    API.work().fail(request, "Away");
    API.work().poison("acme", "m-1", ContentRequestJson.valid().toString());
    API.work().poison("acme", "m-2", "hello");

    Answer answer = API.post(REDRIVE, "{\"filter\":{},\"dry_run\":true}");

    assertThat(answer.json().path("dry_run").asBoolean()).isTrue();
    assertThat(answer.json().path("redriven").asInt()).isEqualTo(2);
    assertThat(answer.json().path("invalid").asInt()).isEqualTo(1);
    assertThat(API.database().status(request)).isEqualTo("failed");
    assertThat(API.database().count("content_requests")).isEqualTo(1);
    assertThat(API.database().count("audit_log")).isZero();
    assertThat(API.database().number("SELECT sum(redrive_count) FROM dead_letters")).isZero();
  }

  @Test
  void aMessageThatHasBecomeValidMakesARequest() {
    API.work().poison("acme", "m-1", ContentRequestJson.valid().toString());

    Answer answer = API.post(REDRIVE, "{\"fingerprint\":\"poison\"}");

    assertThat(answer.json().path("redriven").asInt()).isEqualTo(1);
    Answer made =
        API.get("/v1/content-requests/" + answer.json().at("/results/0/request_id").asText());
    assertThat(made.text("correlation_id")).isEqualTo("m-1");
    assertThat(made.text("waiting_on")).isEqualTo("in the queue");
  }

  @Test
  void aMessageThatStillIsNoRequestIsToldWhy() {
    API.work().poison("acme", "m-1", "{\"topic\":1}");

    Answer answer = API.post(REDRIVE, "{\"fingerprint\":\"poison\"}");

    assertThat(answer.json().path("invalid").asInt()).isEqualTo(1);
    assertThat(answer.json().at("/results/0/errors"))
        .extracting(error -> error.path("pointer").asText())
        .contains("/topic", "/student_id");
    assertThat(API.database().number("SELECT sum(redrive_count) FROM dead_letters")).isZero();
  }

  @Test
  void theLetterOfACommandIsListedAndNotPutBack() {
    UUID letter =
        API.work()
            .poison(
                "acme",
                "m-1",
                """
                {"execution_key":"key","organization_id":"acme","job_type":"catalog-review",
                 "due_at":"2026-11-23T09:00:00Z","payload":{}}
                """);
    API.database()
        .execute(
            "UPDATE dead_letters SET subscription = 'scheduler-ticks-sub' WHERE id = ?", letter);

    assertThat(ids(API.get(PATH))).containsExactly(letter);
    Answer answer = API.post(REDRIVE, "{\"ids\":[\"%s\"]}".formatted(letter));
    assertThat(answer.json().path("invalid").asInt()).as(answer.body()).isOne();
    assertThat(API.database().count("content_requests")).isZero();
  }

  @Test
  void anEditedPayloadMakesAPoisonedMessageARequest() {
    UUID letter = API.work().poison("acme", "m-1", "hello");

    Answer answer =
        API.post(
            REDRIVE,
            "{\"ids\":[\"" + letter + "\"],\"payload\":" + ContentRequestJson.valid() + "}");

    assertThat(answer.json().path("redriven").asInt()).as(answer.body()).isEqualTo(1);
    assertThat(API.database().count("content_requests")).isEqualTo(1);
  }

  @Test
  void anEditedPayloadChangesWhatAFailedRequestAsksFor() {
    UUID request = API.created();
    UUID letter = API.work().fail(request, "Refused");
    String edited = ContentRequestJson.valid().with("topic", "Something gentler").toString();

    Answer answer = API.post(REDRIVE, "{\"ids\":[\"" + letter + "\"],\"payload\":" + edited + "}");

    assertThat(answer.json().path("redriven").asInt()).as(answer.body()).isEqualTo(1);
    assertThat(API.get("/v1/content-requests/" + request).text("topic"))
        .isEqualTo("Something gentler");
  }

  @Test
  void anEditedPayloadCannotMoveARequest() {
    UUID request = API.created();
    UUID letter = API.work().fail(request, "Refused");
    String edited =
        ContentRequestJson.valid()
            .with("organization_id", "other")
            .with("correlation_id", "another")
            .toString();

    Answer answer = API.post(REDRIVE, "{\"ids\":[\"" + letter + "\"],\"payload\":" + edited + "}");

    assertThat(answer.json().at("/results/0/errors")).hasSize(2);
    assertThat(API.database().status(request)).isEqualTo("failed");
  }

  @Test
  void twoLettersOfOneCorrelationIdMakeOneRequest() {
    String payload = ContentRequestJson.valid().with("correlation_id", "c-1").toString();
    API.work().poison("acme", "m-1", payload);
    API.work().poison("acme", "m-2", payload);

    Answer answer = API.post(REDRIVE, "{\"fingerprint\":\"poison\"}");

    assertThat(answer.json().path("redriven").asInt()).isEqualTo(1);
    assertThat(answer.json().path("skipped").asInt()).isEqualTo(1);
    assertThat(API.database().count("content_requests")).isEqualTo(1);
  }

  @Test
  void whatIsPacedWaitsInItsRow() {
    for (int number = 0; number < 5; number++) {
      API.work().fail(API.created(), "Away");
    }

    Answer answer = API.post(REDRIVE, "{\"filter\":{},\"per_second\":2}");

    assertThat(answer.json().path("redriven").asInt()).isEqualTo(5);
    assertThat(
            API.database()
                .list(
                    "SELECT extract(epoch FROM next_publish_at - updated_at) AS wait FROM content_requests"
                        + " WHERE published_at IS NULL ORDER BY next_publish_at",
                    row -> row.getDouble("wait")))
        .containsExactly(0.0, 0.5, 1.0, 1.5, 2.0);
  }

  @Test
  void aRedriveEndsAtItsLimitAndTakesTheOldestFirst() {
    UUID oldest = API.work().poison("acme", "m-1", "x");
    API.work().poison("acme", "m-2", "x");

    Answer answer = API.post(REDRIVE, "{\"filter\":{},\"limit\":1}");

    assertThat(answer.json().path("matched").asInt()).isEqualTo(1);
    assertThat(answer.json().at("/results/0/id").asText()).isEqualTo(oldest.toString());
  }

  @Test
  void manyLettersAreRedrivenInParts() {
    API.database()
        .execute(
            """
            WITH made AS (
              INSERT INTO content_requests (id, organization_id, correlation_id, student_id, topic, grade_level,
                format, status, failed_at, error_class, error_message, error_fingerprint, event_seq)
              SELECT gen_random_uuid(), 'acme', 'c-' || n, 's', 't', 'g', 'lesson', 'failed', now(), 'transient',
                'm', 'f', 1 FROM generate_series(1, 1000) n
              RETURNING id
            ), events AS (
              INSERT INTO request_events (request_id, seq, event) SELECT id, 1, 'failed' FROM made
            )
            INSERT INTO dead_letters (id, organization_id, request_id, dispatch, subscription, error_class,
              error_message, fingerprint, payload, payload_bytes)
            SELECT gen_random_uuid(), 'acme', id, 1, 's', 'transient', 'm', 'f', '{}', 2 FROM made
            """);

    Answer answer = API.post(REDRIVE, "{\"fingerprint\":\"f\",\"limit\":10000}");

    assertThat(answer.json().path("redriven").asInt()).isEqualTo(1_000);
    assertThat(API.database().count("audit_log")).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"ids\":[]}",
        "{\"ids\":[\"x\"]}",
        "{\"ids\":[\"00000000-0000-7000-8000-000000000000\"],\"fingerprint\":\"x\"}",
        "{\"filter\":{},\"limit\":0}",
        "{\"filter\":{},\"limit\":10001}",
        "{\"filter\":{},\"limit\":\"all\"}",
        "{\"filter\":{},\"per_second\":0}",
        "{\"filter\":{},\"per_second\":1e99}",
        "{\"filter\":{},\"dry_run\":\"yes\"}",
        "{\"filter\":{\"status\":\"lost\"}}",
        "{\"filter\":{\"colour\":\"red\"}}",
        "{\"filter\":[]}",
        "{\"filter\":{},\"payload\":{}}",
        "{\"fingerprint\":\"\\u0000\"}"
      })
  void aCommandThatIsNoneIsRefused(String body) {
    Answer answer = API.post(REDRIVE, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.json().path("errors")).isNotEmpty();
  }

  @Test
  void readingLettersDoesNotAllowPuttingThemBack() {
    String token = Tokens.of("acme", "dead-letters:read");

    Answer answer =
        API.send(
            API.request(REDRIVE, token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"filter\":{}}")));

    assertThat(answer.status()).isEqualTo(403);
  }

  private static List<UUID> ids(Answer answer) {
    List<UUID> ids = new ArrayList<>();
    answer.json().path("items").forEach(item -> ids.add(UUID.fromString(item.path("id").asText())));
    return ids;
  }
}
