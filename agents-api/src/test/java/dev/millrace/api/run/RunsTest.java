package dev.millrace.api.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.api.watch.Watch;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.run.AgentRun;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ScheduleRows;
import io.micronaut.core.type.Argument;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every verb of runs, and what it refuses. */
final class RunsTest {
  private static final LiveApi API = LiveApi.start();
  private static final RunRows ROWS = new RunRows(API.database());
  private static final String SCARF =
      "{\"prompt\": \"A red scarf\\non snow\", \"kind\": \"text\", \"shop\": \"acme.example\"}";

  @AfterAll
  static void close() {
    API.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run", "/v1/runs"})
  void aRunIsAcceptedStoredAndPublished(String path) {
    Answer answer = API.post(path, SCARF);

    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    assertThat(answer.header("Location")).isEqualTo("/v1/runs/" + answer.id());
    assertThat(answer.text("status")).isEqualTo("pending");
    assertThat(answer.text("waiting_on")).isEqualTo("in the queue");
    assertThat(answer.text("prompt")).isEqualTo("A red scarf\non snow");
    assertThat(API.get(answer.header("Location")).json()).isEqualTo(answer.json());
    PubsubMessage message = message(answer.id());
    assertThat(message.getAttributesMap())
        .containsEntry("schema", "agent-run.v1")
        .containsEntry("dispatch", "1")
        .containsEntry("organization_id", LiveApi.ORGANIZATION);
  }

  @Test
  void whatIsWrongIsToldAllAtOnce() {
    Answer answer =
        API.post(
            "/v1/runs",
            "{\"kind\": \"sculpture\", \"shop\": 7, \"parameters\": [], \"id\": \"x\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors").findValuesAsText("pointer"))
        .contains("/id", "/kind", "/prompt", "/shop", "/parameters");
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThat(API.post("/run", "{").status()).isEqualTo(400);
  }

  @Test
  void anotherOrganizationIsNotActedFor() {
    assertThat(
            API.post("/run", "{\"prompt\": \"A scarf\", \"organization_id\": \"other\"}").status())
        .isEqualTo(403);
  }

  @Test
  void aRepeatedCorrelationIdGivesTheExistingRun() {
    String document = "{\"prompt\": \"A scarf\", \"correlation_id\": \"again\"}";
    Answer first = API.post("/v1/runs", document);
    Answer second = API.post("/v1/runs", document);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.id()).isEqualTo(first.id());
  }

  @Test
  void anIdempotencyKeyGivesTheFirstAnswerAgain() {
    Answer first = keyed("key-1", SCARF);
    Answer second = keyed("key-1", SCARF);
    Answer third = keyed("key-1", "{\"prompt\": \"Another\"}");

    assertThat(first.status()).isEqualTo(202);
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(third.status()).isEqualTo(422);
  }

  @Test
  void whoPrefersToWaitIsAnsweredOnceItHasEnded() {
    CompletableFuture<Answer> waiting =
        API.sending(
            API.posting("/run", "{\"prompt\": \"A scarf\", \"correlation_id\": \"waited-for\"}")
                .header("Prefer", "respond-async, wait=60"));
    UUID id = awaitId("waited-for");
    awaitWatched();
    ROWS.start(id);
    ROWS.complete(id);
    Answer answer = waiting.join();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=60");
    assertThat(answer.text("outcome")).isEqualTo("task_created");
  }

  @Test
  void whoWaitsInVainIsAnsweredThatItGoesOn() {
    Answer answer = API.send(API.posting("/run", SCARF).header("Prefer", "wait=1"));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait=soon", "wait=-1", "respond-async"})
  void aPreferenceThatIsNoneIsIgnored(String preference) {
    Answer answer = API.send(API.posting("/run", SCARF).header("Prefer", preference));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Preference-Applied")).isEmpty();
  }

  @Test
  void aRunIsReadWithItsTagAndWaitedFor() {
    UUID id = created();
    Answer first = API.get("/v1/runs/" + id);
    Answer unchanged =
        API.send(API.request("/v1/runs/" + id).header("If-None-Match", first.header("ETag")));
    CompletableFuture<Answer> waiting = API.sending(API.request("/v1/runs/" + id + "?wait=60"));
    awaitWatched();
    ROWS.start(id);
    ROWS.fail(id);

    assertThat(first.header("Retry-After")).isEqualTo("1");
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(waiting.join().text("status")).isEqualTo("failed");
    assertThat(API.get("/v1/runs/" + id).header("Retry-After")).isEmpty();
    assertThat(API.get("/v1/runs/" + id + "?wait=61").status()).isEqualTo(400);
  }

  @Test
  void runsAreListedByFiltersAndInPages() {
    String shop = "shop-" + UUID.randomUUID();
    List<String> ids =
        Stream.generate(
                () ->
                    API.post("/run", "{\"prompt\": \"A\", \"shop\": \"%s\"}".formatted(shop))
                        .text("id"))
            .limit(3)
            .toList()
            .reversed();
    Answer first = API.get("/v1/runs?limit=2&shop=" + shop);
    Answer second =
        API.get("/v1/runs?limit=2&shop=" + shop + "&cursor=" + first.text("next_cursor"));

    assertThat(first.header("Link")).contains("rel=\"next\"");
    assertThat(Stream.concat(ids(first), ids(second))).containsExactlyElementsOf(ids);
    assertThat(ids(API.get("/v1/runs?status=completed&kind=chat&shop=" + shop))).isEmpty();
    assertThat(API.get("/v1/runs?kind=sculpture").status()).isEqualTo(400);
    assertThat(API.get("/v1/runs?colour=red").status()).isEqualTo(400);
    assertThat(ids(API.send(API.requestOf("other", "/v1/runs?shop=" + shop)))).isEmpty();
  }

  @Test
  void whatWaitsOrRunsIsCancelledOnceAndRunsAgain() {
    UUID id = created();
    ROWS.start(id);

    assertThat(post(id, "cancel").text("status")).isEqualTo("cancelled");
    assertThat(post(id, "cancel").status()).isEqualTo(200);
    Answer retried = post(id, "retry");
    assertThat(retried.status()).isEqualTo(202);
    assertThat(retried.text("waiting_on")).isEqualTo("in the queue");
    assertThat(post(id, "retry").status()).isEqualTo(202);
    assertThat(events(id)).containsExactly("accepted", "started", "cancelled", "retried");
  }

  @Test
  void whatHasEndedIsNotCancelledAndWhatIsCompletedNotRunAgain() {
    UUID completed = created();
    ROWS.complete(completed);
    UUID failed = created();
    ROWS.fail(failed);

    assertThat(post(completed, "cancel").status()).isEqualTo(409);
    assertThat(post(failed, "cancel").status()).isEqualTo(409);
    assertThat(post(completed, "retry").status()).isEqualTo(409);
    assertThat(post(failed, "retry").status()).isEqualTo(202);
    assertThat(API.database().text("SELECT status FROM dead_letters WHERE run_id = ?", failed))
        .isEqualTo("redriven");
  }

  @Test
  void theScheduleOfACancelledRunHearsOfIt() {
    UUID schedule = ScheduleRows.fired(API.database());
    String key = schedule + "@2026-11-23T09:00:00Z";
    API.database()
        .execute(
            "UPDATE schedules SET organization_id = ? WHERE id = ?",
            LiveApi.ORGANIZATION,
            schedule);
    API.database()
        .execute(
            "UPDATE schedule_decisions SET execution_key = ? WHERE schedule_id = ?", key, schedule);
    Answer run = API.post("/run", "{\"prompt\": \"A\", \"correlation_id\": \"%s\"}".formatted(key));
    post(run.id(), "cancel");

    assertThat(
            API.database()
                .text(
                    "SELECT run_state || ' ' || error FROM schedule_decisions WHERE schedule_id = ?",
                    schedule))
        .isEqualTo("failed The run was cancelled.");
  }

  @Test
  void theEndOfARunIsToldWhereItAsks() {
    Answer run =
        API.post("/run", "{\"prompt\": \"A\", \"callback_url\": \"https://example.com/told\"}");
    assertThat(run.text("callback_url")).isEqualTo("https://example.com/told");

    post(run.id(), "cancel");

    Answer list = API.get("/v1/webhook-deliveries?subject_id=" + run.id());
    assertThat(list.json().path("items"))
        .singleElement()
        .satisfies(
            each -> assertThat(each.path("event_type").asText()).isEqualTo("agent_run.cancelled"));
    assertThat(
            API.database()
                .text(
                    "SELECT payload #>> '{data,status}' FROM webhook_deliveries WHERE subject_id = ?",
                    run.id()))
        .isEqualTo("cancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com/", "https://127.0.0.1/", "nonsense"})
  void whatCannotBeToldIsRefused(String url) {
    Answer answer =
        API.post("/run", "{\"prompt\": \"A\", \"callback_url\": \"%s\"}".formatted(url));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/callback_url");
  }

  @Test
  void eventsAreToldAndResumed() {
    UUID id = created();
    ROWS.start(id);
    ROWS.finishPlan(id);
    ROWS.complete(id);
    Answer whole = API.get("/v1/runs/" + id + "/events");
    Answer rest = API.send(API.request("/v1/runs/" + id + "/events").header("Last-Event-ID", "2"));

    assertThat(whole.header("Content-Type")).startsWith("text/event-stream");
    assertThat(lines(whole, "event: "))
        .containsExactly("accepted", "started", "progress", "completed");
    assertThat(whole.body()).contains("\"run_id\": \"" + id + "\"");
    assertThat(lines(rest, "id: ")).containsExactly("3", "4");
    assertThat(
            API.send(API.request("/v1/runs/" + id + "/events").header("Last-Event-ID", "4"))
                .status())
        .isEqualTo(204);
    assertThat(API.get("/v1/runs/" + id + "/events?last_event_id=9").status()).isEqualTo(400);
  }

  @Test
  void theResultIsThereOnceTheRunIsCompleted() {
    UUID id = created();
    Answer early = API.get("/v1/runs/" + id + "/result");
    ROWS.start(id);
    ROWS.keep(id, "picture.svg", "image/svg+xml", "<svg/>");
    ROWS.complete(id);
    Answer result = API.get("/v1/runs/" + id + "/result");

    assertThat(early.status()).isEqualTo(409);
    assertThat(early.header("Retry-After")).isNotEmpty();
    assertThat(result.text("status")).isEqualTo("task_created");
    assertThat(result.json().at("/task/result/text").asText()).isEqualTo("Soft");
    assertThat(result.json().at("/artifacts/0/href").asText())
        .isEqualTo("/v1/runs/" + id + "/artifacts/picture.svg");
  }

  @Test
  void aResultSaysWhyThereIsNoTask() {
    UUID id = created();
    ROWS.yieldNothing(id);
    Answer result = API.get("/v1/runs/" + id + "/result");

    assertThat(result.text("status")).isEqualTo("no_task_created");
    assertThat(result.text("reason")).isEqualTo("review_refused");
    assertThat(result.json().has("task")).isFalse();
  }

  @Test
  void aFailedRunHasNoResult() {
    UUID id = created();
    ROWS.fail(id);

    assertThat(API.get("/v1/runs/" + id + "/result").text("detail")).contains("/retry");
  }

  @ParameterizedTest
  @CsvSource({"picture.svg,image/svg+xml", "picture.png,image/png"})
  void aPictureOpensAndCanDoNoHarm(String name, String mediaType) {
    UUID id = created();
    ROWS.keep(id, name, mediaType, "<svg onload=\"alert(1)\"/>");
    Answer picture = API.get("/v1/runs/" + id + "/artifacts/" + name);

    assertThat(picture.status()).isEqualTo(200);
    assertThat(picture.header("Content-Type")).isEqualTo(mediaType);
    assertThat(picture.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(picture.header("Content-Security-Policy")).contains("default-src 'none'", "sandbox");
    assertThat(picture.body()).startsWith("<svg");
    assertThat(API.get("/v1/runs/" + id + "/artifacts/other.png").status()).isEqualTo(404);
    assertThat(API.get("/v1/runs/" + id + "/artifacts/..%2Fpicture.svg").status()).isIn(400, 404);
  }

  @Test
  void theLogsTellOfEveryFinishedStep() {
    UUID id = created();
    ROWS.start(id);
    ROWS.finishPlan(id);
    JsonNode step = API.get("/v1/runs/" + id + "/logs").json().at("/items/0");

    assertThat(step.path("step").asText()).isEqualTo("plan");
    assertThat(step.at("/output/title").asText()).isEqualTo("Scarf");
    assertThat(step.at("/usage/cost").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(step.path("duration_ms").asInt()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/events", "/logs", "/result", "/artifacts/picture.png"})
  void anotherOrganizationsRunIsNotThere(String path) {
    UUID id = created();
    ROWS.keep(id, "picture.png", "image/png", "png");

    assertThat(API.send(API.requestOf("other", "/v1/runs/" + id + path)).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "retry"})
  void anotherOrganizationsRunIsNotChanged(String verb) {
    UUID id = created();

    assertThat(
            API.send(
                    API.requestOf("other", "/v1/runs/" + id + "/" + verb)
                        .POST(BodyPublishers.noBody()))
                .status())
        .isEqualTo(404);
    assertThat(events(id)).containsExactly("accepted");
  }

  private static UUID created() {
    return API.post("/run", SCARF).id();
  }

  private static Answer post(UUID id, String verb) {
    return API.send(API.request("/v1/runs/" + id + "/" + verb).POST(BodyPublishers.noBody()));
  }

  private static Answer keyed(String key, String body) {
    return API.send(API.posting("/v1/runs", body).header("Idempotency-Key", key));
  }

  private static UUID awaitId(String correlation) {
    return await()
        .until(
            () ->
                API.database()
                    .first(
                        "SELECT id FROM agent_runs WHERE correlation_id = ?",
                        row -> row.getObject("id", UUID.class),
                        correlation),
            found -> found.isPresent())
        .orElseThrow();
  }

  private static void awaitWatched() {
    Watch<?> watch = API.bean(Argument.of(Watch.class, AgentRun.class));
    await().atMost(Duration.ofMinutes(1)).until(() -> watch.count() > 0);
  }

  private static List<String> events(UUID id) {
    return API.database()
        .list(
            "SELECT event FROM agent_run_events WHERE run_id = ? ORDER BY seq",
            row -> row.getString("event"),
            id);
  }

  private static PubsubMessage message(UUID id) {
    return API.messagesOf("agent-runs-sub").stream()
        .filter(
            message ->
                ContentRequestCodec.parseObject(message.getData().toStringUtf8())
                    .path("id")
                    .asText()
                    .equals(id.toString()))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> ids(Answer page) {
    return StreamSupport.stream(page.json().path("items").spliterator(), false)
        .map(item -> item.path("id").asText());
  }

  private static List<String> lines(Answer stream, String field) {
    return stream
        .body()
        .lines()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()))
        .toList();
  }
}
