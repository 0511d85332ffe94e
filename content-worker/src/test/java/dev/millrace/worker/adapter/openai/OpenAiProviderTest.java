package dev.millrace.worker.adapter.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.adapter.http.ProviderHttp;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.testing.ModelCalling;
import dev.millrace.worker.testing.OpenAiWire;
import dev.millrace.worker.testing.Reply;
import dev.millrace.worker.testing.ScriptedServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenAiProviderTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
  private static final String WORD = "{\"word\":\"hello\"}";

  private final ScriptedServer server = new ScriptedServer(request -> OpenAiWire.completion(WORD));
  private final TextModel model = provider(Duration.ofMinutes(1)).model("a-model");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksInTheApisOwnFormatAndCountsItsTokens() throws Exception {
    assertThat(model.complete(ModelCalling.prompt())).isEqualTo(new Completion(WORD, 120, 80));
    ScriptedServer.Received request = server.received().getFirst();
    assertThat(request.method() + " " + request.path()).isEqualTo("POST /v1/chat/completions");
    assertThat(request.headers()).containsEntry("authorization", "Bearer " + ModelCalling.KEY);
    JsonNode body = new JsonMapper().readTree(request.body());
    assertThat(body.path("model").asText()).isEqualTo("a-model");
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(body.at("/messages/1/content").asText()).isEqualTo("SECRET-WORDS");
    assertThat(body.path("max_tokens").asInt()).isEqualTo(500);
    assertThat(body.at("/response_format/type").asText()).isEqualTo("json_schema");
    assertThat(body.at("/response_format/json_schema/name").asText()).isEqualTo("word_v1");
    assertThat(body.at("/response_format/json_schema/strict").asBoolean()).isTrue();
    JsonNode schema = body.at("/response_format/json_schema/schema");
    assertThat(schema.at("/properties/word").has("minLength")).isFalse();
    assertThat(schema.at("/properties/kind/enum/0").asText()).isEqualTo("w");
  }

  @Test
  void carriesTheWholeConversationOfARepair() throws Exception {
    model.complete(ModelCalling.prompt().after("{}", "word is missing"));
    JsonNode messages = new JsonMapper().readTree(server.received().getFirst().body());
    assertThat(messages.at("/messages/2/role").asText()).isEqualTo("assistant");
    assertThat(messages.at("/messages/3/content").asText()).isEqualTo("word is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "429, requests, rate_limit_exceeded, RATE_LIMITED",
    "429, insufficient_quota, insufficient_quota, CONFIGURATION",
    "500, server_error, '', TRANSIENT",
    "502, server_error, '', TRANSIENT",
    "503, server_error, '', TRANSIENT",
    "529, overloaded, '', TRANSIENT",
    "401, invalid_request_error, invalid_api_key, CONFIGURATION",
    "403, insufficient_permissions, '', CONFIGURATION",
    "404, invalid_request_error, model_not_found, CONFIGURATION",
    "400, invalid_request_error, context_length_exceeded, INVALID_REQUEST",
    "400, invalid_request_error, content_policy_violation, CONTENT_POLICY",
    "400, invalid_request_error, content_filter, CONTENT_POLICY",
  })
  void givesEachErrorItsClass(int status, String type, String code, FailureClass expected) {
    server.script(request -> OpenAiWire.error(status, type, code));
    ProviderException failure = ModelCalling.failure(model, expected);
    assertThat(failure).hasMessageContaining(Integer.toString(status));
    assertThat(failure.retryAfter()).isEmpty();
    assertThat(server.received()).as("one call, without repetition").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "7, PT7S",
    "'Sun, 01 Mar 2026 12:00:30 GMT', PT30S",
    "'Sun, 01 Mar 2026 11:00:00 GMT', PT0S",
  })
  void honoursRetryAfterInSecondsAndAsADate(String header, Duration expected) {
    server.script(request -> OpenAiWire.error(429, "requests", "rate_limit_exceeded", header));
    ProviderException failure = ModelCalling.failure(model, FailureClass.RATE_LIMITED);
    assertThat(failure.retryAfter()).contains(expected);
  }

  @Test
  void tellsARefusalAFilterAndACutAnswerApart() {
    server.script(request -> OpenAiWire.refusal());
    ModelCalling.failure(model, FailureClass.CONTENT_POLICY);
    server.script(request -> OpenAiWire.completion("{\"wo", "content_filter"));
    ModelCalling.failure(model, FailureClass.CONTENT_POLICY);
    server.script(request -> OpenAiWire.completion("{\"wo", "length"));
    ModelCalling.failure(model, FailureClass.INVALID_OUTPUT);
    server.script(request -> OpenAiWire.completion(" "));
    ModelCalling.failure(model, FailureClass.INVALID_OUTPUT);
  }

  @Test
  void takesAnAnswerThatIsNotOfItsApiAsAFaultThatPasses() {
    server.script(request -> Reply.json(200, "<html>SECRET gateway</html>"));
    ModelCalling.failure(model, FailureClass.TRANSIENT);
    server.script(request -> Reply.json(200, "{\"choices\":[{\"message\":\"SECRET\"}]}"));
    ModelCalling.failure(model, FailureClass.TRANSIENT);
  }

  @Test
  void doesNotWaitForHeadersOrForTheRestOfABodyPastItsLimit() {
    TextModel hasty = provider(Duration.ofMillis(150)).model("a-model");
    server.script(request -> new Reply.Silence());
    ModelCalling.failure(hasty, FailureClass.TIMEOUT);
    server.script(request -> new Reply.Stalled(OpenAiWire.completion(WORD)));
    ModelCalling.failure(hasty, FailureClass.TIMEOUT);
  }

  @Test
  void knowsNotWhatBecameOfACallWhoseAnswerBrokeOff() {
    server.script(request -> new Reply.Cut(OpenAiWire.completion(WORD)));
    ModelCalling.failure(model, FailureClass.OUTCOME_UNKNOWN);
    server.script(request -> new Reply.HungUp());
    ModelCalling.failure(model, FailureClass.OUTCOME_UNKNOWN);
  }

  @Test
  void knowsThatACallWasNeverMadeWhenNobodyListens() {
    server.close();
    ModelCalling.failure(model, FailureClass.TRANSIENT);
  }

  @Test
  void anInterruptionCutsTheCallOff() throws Exception {
    server.script(request -> new Reply.Silence());
    var end =
        ModelCalling.interrupted(model, () -> await().until(() -> !server.received().isEmpty()));
    assertThat(end).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aPingCostsNothingAndSaysWhetherTheKeyIsTaken() throws Exception {
    OpenAiProvider provider = provider(Duration.ofMinutes(1));
    server.script(request -> Reply.json(200, "{\"data\":[]}"));
    provider.ping();
    assertThat(server.received().getFirst().path()).isEqualTo("/v1/models");
    server.script(request -> Reply.json(404, "{}"));
    assertThatCode(provider::ping).doesNotThrowAnyException();
    server.script(request -> OpenAiWire.error(401, "invalid_request_error", "invalid_api_key"));
    ProviderException failure =
        Assertions.catchThrowableOfType(ProviderException.class, provider::ping);
    assertThat(failure.failureClass()).isEqualTo(FailureClass.CONFIGURATION);
  }

  @Test
  void withoutAKeyItNamesTheVariableAndNoTextHoldsTheKey() {
    assertThat(
            new OpenAiProvider(config("", Duration.ofMinutes(1)), new ProviderHttp(), CLOCK)
                .missing())
        .contains("OPENAI_API_KEY");
    assertThat(config(ModelCalling.KEY, Duration.ofMinutes(1)).toString())
        .doesNotContain(ModelCalling.KEY);
    assertThat(new OpenAiDialect(ModelCalling.KEY, CLOCK).credential().toString())
        .doesNotContain(ModelCalling.KEY);
  }

  private OpenAiProvider provider(Duration limit) {
    return new OpenAiProvider(config(ModelCalling.KEY, limit), new ProviderHttp(), CLOCK);
  }

  private OpenAiConfig config(String key, Duration limit) {
    return new OpenAiConfig(
        key, URI.create(server.url() + "/v1"), "a-model", "a-cheap-model", limit);
  }
}
