package dev.millrace.worker.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.SqlAssertions;
import dev.millrace.worker.testing.ContentDocuments;
import dev.millrace.worker.testing.GeminiWire;
import dev.millrace.worker.testing.OpenAiWire;
import dev.millrace.worker.testing.Reply;
import dev.millrace.worker.testing.ScriptedServer;
import dev.millrace.worker.testing.WorkerStack;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests through broker, worker and Postgres, by models that speak their real wire formats. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContentByModelsTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final String LESSON = ContentDocuments.lesson("Rivers");
  private static final Reply.Whole DOWN = OpenAiWire.error(503, "server_error", "");

  private final ScriptedServer gemini =
      new ScriptedServer(request -> GeminiWire.completion(LESSON));
  private final ScriptedServer openAi =
      new ScriptedServer(request -> OpenAiWire.completion(LESSON));
  private final WorkerStack stack = WorkerStack.start();
  private EmbeddedServer worker;

  @BeforeAll
  void start() {
    worker =
        stack
            .worker(
                Map.of(
                    "millrace.health.interval", "100ms",
                    // Every request asks for the same lesson, and is to be written anew.
                    "millrace.call-cache.mode", "OFF",
                    "millrace.chain.content", "gemini,openai/gpt-test",
                    "millrace.gemini.api-key", "sk-SECRET",
                    "millrace.gemini.base-url", gemini.url(),
                    "millrace.openai.api-key", "sk-SECRET",
                    "millrace.openai.base-url", openAi.url() + "/v1"))
            .getBean(EmbeddedServer.class);
  }

  @AfterAll
  void stop() {
    SqlAssertions.assertEventsAreGapless(stack.database());
    stack.close();
    gemini.close();
    openAi.close();
  }

  @Test
  void theFirstModelOfTheChainWritesAndItsPromptIsKeptWithTheContent() {
    gemini.script(request -> GeminiWire.completion(LESSON));
    request("first", "completed");
    assertThat(result("first")).isEqualTo("gemini gemini-2.5-flash content-lesson/1 110 70");
    assertThat(openAiCalls("first")).isZero();
  }

  @Test
  void theNextModelWritesWhenTheFirstIsDown() {
    gemini.script(request -> DOWN);
    openAi.script(request -> OpenAiWire.completion(LESSON));
    request("fallback", "completed");
    assertThat(result("fallback")).isEqualTo("openai gpt-test content-lesson/1 120 80");
  }

  @Test
  void anAnswerThatMissesItsSchemaIsRepairedByItsModelWithTheErrorQuoted() {
    // By what it is asked: a probe of health may ask, too.
    gemini.script(
        request ->
            GeminiWire.completion(
                request.body().contains("not meet") ? LESSON : "{\"format\":\"lesson\"}"));
    request("repaired", "completed");
    assertThat(result("repaired")).isEqualTo("gemini gemini-2.5-flash content-lesson/1 220 140");
    assertThat(gemini.received().getLast().body()).contains("objectives").contains("not meet");
  }

  @Test
  void aModelThatMissesItsSchemaTwiceGivesWayToTheNext() {
    gemini.script(request -> GeminiWire.completion("I would rather write prose."));
    openAi.script(request -> OpenAiWire.completion("```json\n" + LESSON + "\n```"));
    request("twice", "completed");
    assertThat(result("twice")).isEqualTo("openai gpt-test content-lesson/1 340 220");
  }

  @Test
  void aRefusalIsCarriedToNoOtherModelAndIsDeadLettered() {
    gemini.script(request -> GeminiWire.blocked("PROHIBITED_CONTENT"));
    request("refused", "failed");
    assertThat(text("refused", "r.error_class || ' ' || r.retry_count"))
        .isEqualTo("content_policy 1");
    assertThat(openAiCalls("refused")).isZero();
  }

  @Test
  void whereAllAreDownTheLimitDecidesAndTheRequestWaitsUncharged() {
    gemini.script(request -> DOWN);
    openAi.script(request -> OpenAiWire.error(429, "requests", "rate_limit_exceeded", "600"));
    publish("patient");
    await()
        .atMost(LONGEST_WAIT)
        .until(() -> count("patient", "wait_reason = 'provider_limit'") == 1);
    assertThat(
            count("patient", "retry_count = 0 AND next_publish_at > now() + interval '5 minutes'"))
        .isOne();
  }

  @Test
  void whatTheModelWritesIsEscapedAndTheRequestersWordsAreTheRequesters() {
    gemini.script(
        request ->
            GeminiWire.completion(
                LESSON
                    .replaceFirst("\"hook\":\"", "\"hook\":\"<script>x()</script>\\\\u0000")
                    .replaceFirst("\"topic\":\"[^\"]*\"", "\"topic\":\"Something else\"")));
    request("escaped", "completed");
    assertThat(content("escaped", "markdown"))
        .contains("&lt;script&gt;")
        .doesNotContain("<script>");
    assertThat(content("escaped", "document->>'topic'")).isEqualTo("Rivers, escaped");
    assertThat(content("escaped", "document->>'source_note'")).contains("gemini/gemini-2.5-flash");
  }

  @Test
  void aWrongKeyPausesIntakeOnlyWhereNoOtherModelCouldServeAndHealthSaysSo() throws Exception {
    gemini.script(request -> GeminiWire.error(400, "INVALID_ARGUMENT", "API_KEY_INVALID"));
    openAi.script(request -> OpenAiWire.completion(LESSON));
    request("half", "completed");
    awaitHealth("\"gemini_api\":false", "\"openai_api\":true");
    openAi.script(request -> OpenAiWire.error(401, "invalid_request_error", "invalid_api_key"));
    publish("spared");
    await().atMost(LONGEST_WAIT).until(this::isPaused);
    awaitHealth("\"gemini_api\":false", "\"openai_api\":false");
    assertThat(count("spared", "retry_count = 0")).isOne();
    gemini.script(request -> GeminiWire.completion(LESSON));
    await().atMost(LONGEST_WAIT).until(() -> count("spared", "status = 'completed'") == 1);
    awaitHealth("\"gemini_api\":true");
  }

  private boolean isPaused() {
    return stack.database().number("SELECT count(paused_reason) FROM service_heartbeats") == 1;
  }

  private void awaitHealth(String... parts) {
    await()
        .atMost(LONGEST_WAIT)
        .untilAsserted(() -> assertThat(health()).contains(parts).doesNotContain("flux_api"));
  }

  private String health() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(worker.getURI().resolve("/health")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private void request(String correlationId, String status) {
    publish(correlationId);
    await()
        .atMost(LONGEST_WAIT)
        .until(() -> count(correlationId, "status = '" + status + "'") == 1);
  }

  private void publish(String correlationId) {
    stack.publish(
        ContentRequestJson.valid()
            .with("correlation_id", correlationId)
            .with("topic", "Rivers, " + correlationId)
            .toString());
  }

  private String result(String correlationId) {
    return text(
        correlationId,
        "concat_ws(' ', c.provider, c.model, c.prompt_version, r.input_tokens, r.output_tokens)");
  }

  private String content(String correlationId, String expression) {
    return text(correlationId, "c." + expression);
  }

  private String text(String correlationId, String expression) {
    return stack
        .database()
        .text(
            "SELECT "
                + expression
                + " FROM content_requests r LEFT JOIN contents c ON c.request_id = r.id"
                + " WHERE correlation_id = ?",
            correlationId);
  }

  private long count(String correlationId, String condition) {
    return stack
        .database()
        .number(
            "SELECT count(*) FROM content_requests WHERE correlation_id = ? AND " + condition,
            correlationId);
  }

  private long openAiCalls(String correlationId) {
    return openAi.received().stream()
        .filter(received -> received.body().contains("Rivers, " + correlationId))
        .count();
  }
}
