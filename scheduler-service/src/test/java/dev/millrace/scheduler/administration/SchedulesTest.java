package dev.millrace.scheduler.administration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.ScheduleRows;
import dev.millrace.testing.TestBroker;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {
  private static final LiveScheduler LIVE = LiveScheduler.start();
  private static final MigratedDatabase DATABASE = LIVE.database();

  private static final String LESSON =
      """
      {"name": "morning lesson", "job_type": "content-request", "cron": "30 7 * * MON-FRI",
       "time_zone": "Europe/London", "jitter": "PT30S", "misfire": "all", "misfire_max": 3,
       "payload": {"student_id": "s-1", "topic": "Tides", "grade_level": "9th Grade"}}
      """;
  private static final String REVIEW =
      """
      {"name": "review", "job_type": "catalog-review", "interval": "PT1H", "start_at": "2020-01-01T00:00:00Z"}
      """;

  @AfterAll
  static void close() {
    LIVE.close();
  }

  @BeforeEach
  void clear() {
    LIVE.clear();
  }

  @Test
  void aScheduleIsMadeAndFoundAgain() {
    Answer made = LIVE.post("/v1/schedules", LESSON);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo("/v1/schedules/" + made.id());
    JsonNode found = LIVE.get(made.header("Location")).json();
    assertThat(found).isEqualTo(made.json());
    assertThat(found.path("status").asText()).isEqualTo("active");
    assertThat(found.path("time_zone").asText()).isEqualTo("Europe/London");
    assertThat(found.path("misfire_max").asInt()).isEqualTo(3);
    assertThat(found.path("jitter").asText()).isEqualTo("PT30S");
    assertThat(found.path("overlap").asText()).isEqualTo("allow");
    assertThat(found.path("organization_id").asText()).isEqualTo(LiveScheduler.ORGANIZATION);
    assertThat(Instant.parse(found.path("next_fire_at").asText()))
        .isAfterOrEqualTo(Instant.parse(found.path("next_due_at").asText()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                   | /name            | This field is required.
          {"job_type": "shell"}                                | /job_type        | This must be one of content-request, agent-run, catalog-worker, catalog-review, catalog-cleanup, catalog-watchdog, catalog-backup, http.
          {"cron": "* * * * *", "interval": "PT1M"}            | ``               | Say when: with exactly one of cron, interval and schedule_at.
          {}                                                   | ``               | Say when: with exactly one of cron, interval and schedule_at.
          {"cron": "0 0 30 2 *"}                               | /cron            | This is never due; look at the day and the month.
          {"cron": "* * * *"}                                  | /cron            | This is no cron expression: A cron expression has five fields, or six with seconds first; this has 4.
          {"cron": "* * * * *", "time_zone": "Mars"}           | /time_zone       | This must be a time zone such as Europe/London or UTC.
          {"interval": "1 minute"}                             | /interval        | This must be a duration of whole seconds, PT1S to PT8784H.
          {"schedule_at": "tomorrow"}                          | /schedule_at     | This must be a time with an offset (RFC 3339), such as 2030-01-31T09:00:00Z.
          {"cron": "* * * * *", "start_at": "2030-01-31T09:00:00Z"} | /start_at   | This is for interval only; leave it out.
          {"cron": "* * * * *", "jitter": "PT2M"}              | /jitter          | This must not be longer than the time between two slots, here PT1M.
          {"misfire": "once", "misfire_max": 7}                | /misfire_max     | This is for misfire all only; leave it out.
          {"overlap": "kill"}                                  | /overlap         | This must be one of allow, skip, queue.
          {"max_attempts": 0}                                  | /max_attempts    | This must be a whole number, 1 to 20.
          {"payload": []}                                      | /payload         | This must be a JSON object.
          {"job_type": "content-request", "payload": {"topic": "Tides"}} | /payload/student_id | This field is required.
          {"job_type": "content-request", "payload": {"id": "x"}} | /payload/id   | This cannot be given here; leave it out.
          {"job_type": "http"}                                 | /payload/url     | This field is required: where to post to.
          {"job_type": "http", "payload": {"url": "https://elsewhere.example/"}} | /payload/url | The URL is not among SCHEDULER_HTTP_ALLOWED.
          {"job_type": "http", "payload": {"url": "ftp://elsewhere.example/"}} | /payload/url | The URL must begin with https://.
          {"job_type": "http", "payload": {"body": "text"}}    | /payload/body    | This must be a JSON object.
          {"job_type": "http", "payload": {"method": "PUT"}}   | /payload/method  | There is no such field here.
          {"job_type": "agent-run"}                            | /payload/prompt  | This field is required: what the agents are to do.
          {"crom": "* * * * *"}                                | /crom            | There is no such field here.
          """)
  void whatIsWrongIsToldInASentence(String body, String pointer, String message) {
    Answer answer = LIVE.post("/v1/schedules", body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("type")).endsWith("/invalid-schedule");
    assertThat(errors(answer)).contains(pointer + " " + message);
    assertThat(DATABASE.count("schedules")).isZero();
  }

  @Test
  void aDedupeKeyLeadsToTheScheduleThatHasIt() {
    String body = LESSON.replaceFirst("\\{", "{\"dedupe_key\": \"lesson\", ");
    Answer first = LIVE.post("/v1/schedules", body);
    Answer second = LIVE.post("/v1/schedules", body);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(
            LIVE.send(
                    LIVE.requestOf("another", "/v1/schedules")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)))
                .status())
        .isEqualTo(201);
  }

  @Test
  void anIdempotencyKeyMakesOneScheduleOfRepeatedCalls() {
    Answer first = keyed("key-1", LESSON);
    Answer second = keyed("key-1", LESSON);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(keyed("key-1", REVIEW).status()).isEqualTo(422);
    assertThat(DATABASE.count("schedules")).isOne();
  }

  @Test
  void listsHaveFiltersAndPages() {
    List<UUID> made =
        Stream.generate(() -> LIVE.post("/v1/schedules", REVIEW).id()).limit(3).toList();
    LIVE.post("/v1/schedules/" + made.getFirst() + "/pause", "");
    UUID overdue = made.getLast();
    DATABASE.execute(
        "UPDATE schedules SET next_fire_at = now() - interval '1 hour' WHERE id = ?", overdue);

    assertThat(ids(LIVE.get("/v1/schedules"))).containsExactlyElementsOf(made.reversed());
    assertThat(ids(LIVE.get("/v1/schedules?status=paused"))).containsExactly(made.getFirst());
    assertThat(ids(LIVE.get("/v1/schedules?overdue=true"))).containsExactly(overdue);
    assertThat(ids(LIVE.get("/v1/schedules?overdue=false"))).hasSize(2);
    assertThat(ids(LIVE.get("/v1/schedules?job_type=http"))).isEmpty();
    Answer page = LIVE.get("/v1/schedules?limit=2");
    assertThat(ids(page)).hasSize(2);
    assertThat(page.header("Link")).contains("rel=\"next\"");
    assertThat(ids(LIVE.get("/v1/schedules?limit=2&cursor=" + page.text("next_cursor"))))
        .containsExactly(made.getFirst());
    assertThat(LIVE.get("/v1/schedules?overdue=perhaps").status()).isEqualTo(400);
    assertThat(LIVE.get("/v1/schedules?statsu=paused").status()).isEqualTo(400);
  }

  @Test
  void aPatchChangesWhatItNamesAndForgetsMissedSlotsOnTheRecord() {
    UUID id = LIVE.post("/v1/schedules", REVIEW).id();
    DATABASE.execute(
        "UPDATE schedules SET next_due_at = next_due_at - interval '5 hours', next_fire_at = now() - interval '5 hours'");

    Answer patched =
        patch(
            id,
            "{\"cron\": \"0 9 * * *\", \"time_zone\": \"Asia/Kolkata\", \"overlap\": \"skip\"}");

    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.text("cron")).isEqualTo("0 9 * * *");
    assertThat(patched.json().has("interval")).isFalse();
    assertThat(patched.text("name")).isEqualTo("review");
    assertThat(patched.text("overlap")).isEqualTo("skip");
    assertThat(patched.text("next_due_at")).endsWith("T03:30:00Z");
    assertThat(patched.json().path("version").asInt()).isEqualTo(2);
    JsonNode decision = LIVE.get("/v1/schedules/" + id + "/decisions").json().path("items").path(0);
    assertThat(decision.path("reason").asText()).isEqualTo("changed");
    assertThat(decision.path("slots").asInt()).isEqualTo(5);
    assertThat(patch(id, "{\"cron\": \"nonsense\"}").status()).isEqualTo(422);
    assertThat(patch(id, "{\"name\": null}").status()).isEqualTo(422);
  }

  @Test
  void aPauseFiresNothingAndItsSlotsAreOneDecision() {
    UUID id = LIVE.post("/v1/schedules", REVIEW).id();

    Answer paused = LIVE.post("/v1/schedules/" + id + "/pause", "");
    assertThat(paused.text("status")).isEqualTo("paused");
    assertThat(paused.json().has("next_fire_at")).isFalse();
    DATABASE.execute("UPDATE schedules SET next_due_at = next_due_at - interval '8 hours'");
    assertThat(LIVE.tick().json().path("jobs_due").asInt()).isZero();

    Answer resumed = LIVE.post("/v1/schedules/" + id + "/resume", "");
    assertThat(resumed.text("status")).isEqualTo("active");
    assertThat(Instant.parse(resumed.text("next_due_at"))).isAfter(Instant.now());
    JsonNode decision = LIVE.get("/v1/schedules/" + id + "/decisions").json().path("items").path(0);
    assertThat(decision.path("decision").asText()).isEqualTo("skipped");
    assertThat(decision.path("reason").asText()).isEqualTo("paused");
    assertThat(decision.path("slots").asInt()).isEqualTo(8);
    assertThat(DATABASE.list("SELECT action FROM audit_log ORDER BY id", row -> row.getString(1)))
        .containsExactly("schedule.pause", "schedule.resume");
  }

  @Test
  void aRunThatIsAskedForFiresAtOnceAndChangesNoOtherSlot() {
    Answer made = LIVE.post("/v1/schedules", LESSON);

    Answer run = LIVE.post("/v1/schedules/" + made.id() + "/run", "");

    assertThat(run.status()).isEqualTo(202);
    assertThat(run.text("cause")).isEqualTo("manual");
    assertThat(run.text("run_state")).isEqualTo("fired");
    assertThat(DATABASE.text("SELECT correlation_id FROM content_requests"))
        .isEqualTo(run.text("execution_key"));
    assertThat(LIVE.messages(TestBroker.CONTENT)).hasSize(1);
    assertThat(LIVE.get("/v1/schedules/" + made.id()).text("next_due_at"))
        .isEqualTo(made.text("next_due_at"));
  }

  @Test
  void whatIsDeletedIsNotSeenAndDoesNotFire() {
    UUID id = LIVE.post("/v1/schedules", REVIEW).id();

    assertThat(LIVE.send(LIVE.request("/v1/schedules/" + id).DELETE()).status()).isEqualTo(204);

    assertThat(LIVE.get("/v1/schedules/" + id).status()).isEqualTo(404);
    assertThat(ids(LIVE.get("/v1/schedules"))).isEmpty();
    assertThat(LIVE.send(LIVE.request("/v1/schedules/" + id).DELETE()).status()).isEqualTo(404);
  }

  @Test
  void aStuckLeaseIsReleasedOnTheRecord() {
    UUID id = ScheduleRows.running(DATABASE);
    assertThat(LIVE.get("/v1/schedules/" + id).json().path("lease").path("owner").asText())
        .isEqualTo("test-service");

    Answer released = LIVE.post("/v1/schedules/" + id + "/release", "");

    assertThat(released.json().path("released").path(0).asText()).isEqualTo("key of " + id);
    assertThat(DATABASE.text("SELECT state FROM schedule_executions")).isEqualTo("waiting");
    assertThat(DATABASE.text("SELECT action || ' ' || actor FROM audit_log"))
        .isEqualTo("schedule.release tester");
    assertThat(LIVE.post("/v1/schedules/" + id + "/release", "").status()).isEqualTo(409);
  }

  @Test
  void aPreviewShowsTheSlotsToComeByTheClocksOfTheirZone() {
    UUID id = LIVE.post("/v1/schedules", LESSON).id();

    JsonNode items = LIVE.get("/v1/schedules/" + id + "/preview?count=5").json().path("items");

    assertThat(items).hasSize(5);
    items.forEach(item -> assertThat(item.path("local").asText()).contains("T07:30:00"));
    assertThat(LIVE.get("/v1/schedules/" + id + "/preview").json().path("items")).hasSize(10);
    assertThat(LIVE.get("/v1/schedules/" + id + "/preview?count=101").status()).isEqualTo(400);
  }

  @Test
  void decisionsShowWhyEachSlotFiredOrNot() {
    UUID id =
        LIVE.post("/v1/schedules", REVIEW.replace("PT1H\"", "PT1H\", \"misfire\": \"all\"")).id();
    DATABASE.execute(
        "UPDATE schedules SET next_due_at = next_due_at - interval '24 hours', next_fire_at = now()");
    LIVE.tick();

    Answer page = LIVE.get("/v1/schedules/" + id + "/decisions?limit=10");
    assertThat(page.json().path("items")).hasSize(10);
    JsonNode rest =
        LIVE.get("/v1/schedules/" + id + "/decisions?cursor=" + page.text("next_cursor")).json();

    assertThat(rest.path("items")).hasSize(1);
    assertThat(rest.path("items").path(0).path("reason").asText()).isEqualTo("misfire");
    assertThat(rest.path("items").path(0).path("slots").asInt()).isEqualTo(14);
    assertThat(LIVE.get("/v1/schedules/" + id + "/decisions?decision=skipped").json().path("items"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, ''",
    "GET, ''",
    "GET, /{id}",
    "PATCH, /{id}",
    "DELETE, /{id}",
    "POST, /{id}/pause",
    "POST, /{id}/resume",
    "POST, /{id}/run",
    "POST, /{id}/release",
    "GET, /{id}/preview",
    "GET, /{id}/decisions"
  })
  void everyRouteWantsATokenAScopeAndTheOwnOrganization(String method, String suffix) {
    UUID id = LIVE.post("/v1/schedules", REVIEW).id();
    String path = "/v1/schedules" + suffix.replace("{id}", id.toString());
    String scope = method.equals("GET") ? "schedules:write" : "schedules:read";

    assertThat(status(method, LIVE.anonymous(path))).isEqualTo(401);
    assertThat(status(method, LIVE.request(path, LiveScheduler.CRON_SECRET))).isEqualTo(401);
    assertThat(status(method, LIVE.request(path, Tokens.of(LiveScheduler.ORGANIZATION, scope))))
        .isEqualTo(403);
    if (!suffix.isEmpty()) {
      assertThat(status(method, LIVE.requestOf("another", path))).isEqualTo(404);
    }
  }

  private static int status(String method, HttpRequest.Builder request) {
    return LIVE.send(
            request
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "{}")))
        .status();
  }

  private static Answer keyed(String key, String body) {
    return LIVE.send(
        LIVE.request("/v1/schedules")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body)));
  }

  private static Answer patch(UUID id, String body) {
    return LIVE.send(
        LIVE.request("/v1/schedules/" + id)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  private static List<UUID> ids(Answer list) {
    return StreamSupport.stream(list.json().path("items").spliterator(), false)
        .map(item -> UUID.fromString(item.path("id").asText()))
        .toList();
  }

  private static List<String> errors(Answer answer) {
    return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
        .map(error -> error.path("pointer").asText() + " " + error.path("message").asText())
        .toList();
  }
}
