package dev.millrace.worker.adapter.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.adapter.http.ProviderHttp;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.testing.GeminiWire;
import dev.millrace.worker.testing.ModelCalling;
import dev.millrace.worker.testing.Reply;
import dev.millrace.worker.testing.Script;
import dev.millrace.worker.testing.ScriptedServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiProviderTest {
  private static final String WORD = "{\"word\":\"hello\"}";

  private final ScriptedServer server = new ScriptedServer(request -> GeminiWire.completion(WORD));
  private final TextModel model = provider("api", Duration.ofMinutes(1)).model("a-model");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksInTheApisOwnFormatAndCountsItsTokens() throws Exception {
    Completion completion = model.complete(ModelCalling.prompt().after("{}", "word is missing"));
    assertThat(completion.text()).isEqualTo(WORD);
    assertThat(completion.inputTokens()).isEqualTo(110);
    assertThat(completion.outputTokens()).as("thoughts are paid for too").isEqualTo(70);
    ScriptedServer.Received request = server.received().getFirst();
    assertThat(request.path()).isEqualTo("/v1beta/models/a-model:generateContent");
    assertThat(request.headers()).containsEntry("x-goog-api-key", ModelCalling.KEY);
    JsonNode body = new JsonMapper().readTree(request.body());
    assertThat(body.at("/systemInstruction/parts/0/text").asText()).isEqualTo("You answer.");
    assertThat(body.at("/contents/0/role").asText()).isEqualTo("user");
    assertThat(body.at("/contents/1/role").asText()).isEqualTo("model");
    assertThat(body.at("/contents/2/parts/0/text").asText()).isEqualTo("word is missing");
    JsonNode config = body.path("generationConfig");
    assertThat(config.path("maxOutputTokens").asInt()).isEqualTo(500);
    assertThat(config.path("responseMimeType").asText()).isEqualTo("application/json");
    assertThat(config.at("/responseJsonSchema/required/0").asText()).isEqualTo("word");
  }

  @ParameterizedTest
  @CsvSource({
    "429, RESOURCE_EXHAUSTED, '', RATE_LIMITED",
    "500, INTERNAL, '', TRANSIENT",
    "503, UNAVAILABLE, '', TRANSIENT",
    "504, DEADLINE_EXCEEDED, '', TIMEOUT",
    "400, INVALID_ARGUMENT, API_KEY_INVALID, CONFIGURATION",
    "400, FAILED_PRECONDITION, '', CONFIGURATION",
    "400, INVALID_ARGUMENT, '', INVALID_REQUEST",
    "401, UNAUTHENTICATED, '', CONFIGURATION",
    "403, PERMISSION_DENIED, SERVICE_DISABLED, CONFIGURATION",
    "404, NOT_FOUND, '', CONFIGURATION",
  })
  void givesEachErrorItsClass(int code, String status, String reason, FailureClass expected) {
    server.script(request -> GeminiWire.error(code, status, reason));
    ModelCalling.failure(model, expected);
    assertThat(server.received()).as("one call, without repetition").hasSize(1);
  }

  @Test
  void honoursTheDelayThatStandsInTheBody() {
    server.script(request -> GeminiWire.exhausted("34.07s"));
    ProviderException failure = ModelCalling.failure(model, FailureClass.RATE_LIMITED);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(35));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII"})
  void aWithheldAnswerIsAMatterOfPolicy(String reason) {
    server.script(request -> GeminiWire.stopped(reason));
    ModelCalling.failure(model, FailureClass.CONTENT_POLICY);
  }

  @Test
  void tellsABlockedPromptACutAnswerAndNoAnswerApart() {
    server.script(request -> GeminiWire.blocked("SAFETY"));
    ModelCalling.failure(model, FailureClass.CONTENT_POLICY);
    server.script(request -> GeminiWire.completion("{\"wo", "MAX_TOKENS"));
    ModelCalling.failure(model, FailureClass.INVALID_OUTPUT);
    server.script(request -> GeminiWire.stopped("MAX_TOKENS"));
    ModelCalling.failure(model, FailureClass.INVALID_OUTPUT);
    server.script(request -> Reply.json(200, "{}"));
    ModelCalling.failure(model, FailureClass.TRANSIENT);
    server.script(request -> Reply.json(200, "SECRET"));
    ModelCalling.failure(model, FailureClass.TRANSIENT);
  }

  @Test
  void doesNotWaitPastItsLimitNorGuessWhatBecameOfALostCall() {
    TextModel hasty = provider("api", Duration.ofMillis(150)).model("a-model");
    server.script(request -> new Reply.Silence());
    ModelCalling.failure(hasty, FailureClass.TIMEOUT);
    server.script(request -> new Reply.Stalled(GeminiWire.completion(WORD)));
    ModelCalling.failure(hasty, FailureClass.TIMEOUT);
    server.script(request -> new Reply.Cut(GeminiWire.completion(WORD)));
    ModelCalling.failure(model, FailureClass.OUTCOME_UNKNOWN);
  }

  @Test
  void anInterruptionCutsTheCallOff() throws Exception {
    server.script(request -> new Reply.Silence());
    var end =
        ModelCalling.interrupted(model, () -> await().until(() -> !server.received().isEmpty()));
    assertThat(end).isInstanceOf(InterruptedException.class);
  }

  @Test
  void vertexTakesTheServiceAccountsTokenAndAnotherAddress() throws Exception {
    server.script(
        request ->
            request.path().startsWith("/computeMetadata/")
                ? Reply.json(200, "{\"access_token\":\"a-token\",\"expires_in\":3600}")
                : GeminiWire.completion(WORD));
    TextModel vertex = provider("vertex", Duration.ofMinutes(1)).model("a-model");
    assertThat(vertex.complete(ModelCalling.prompt()).text()).isEqualTo(WORD);
    ScriptedServer.Received request = server.received().getLast();
    assertThat(request.path())
        .isEqualTo(
            "/v1/projects/a-project/locations/europe-west1/publishers/google"
                + "/models/a-model:generateContent");
    assertThat(request.headers())
        .containsEntry("authorization", "Bearer a-token")
        .doesNotContainKey("x-goog-api-key");
  }

  @Test
  void vertexFetchesAnotherTokenOnceItsOwnIsRefused() throws Exception {
    Script tokens =
        Script.of(
            Reply.json(200, "{\"access_token\":\"old\",\"expires_in\":3600}"),
            Reply.json(200, "{\"access_token\":\"new\",\"expires_in\":3600}"));
    server.script(
        request ->
            request.path().startsWith("/computeMetadata/")
                ? tokens.apply(request)
                : "Bearer old".equals(request.headers().get("authorization"))
                    ? GeminiWire.error(401, "UNAUTHENTICATED", "")
                    : GeminiWire.completion(WORD));
    TextModel vertex = provider("vertex", Duration.ofMinutes(1)).model("a-model");
    ModelCalling.failure(vertex, FailureClass.CONFIGURATION);
    assertThat(vertex.complete(ModelCalling.prompt()).text()).isEqualTo(WORD);
  }

  @Test
  void vertexWithoutATokenIsSetUpWrongly() {
    server.script(request -> Reply.json(404, ""));
    ModelCalling.failure(
        provider("vertex", Duration.ofMinutes(1)).model("a-model"), FailureClass.CONFIGURATION);
  }

  @Test
  void namesWhatIsMissingAndRefusesAnotherBackend() {
    assertThat(config("api", "", "").missing()).contains("GEMINI_API_KEY");
    assertThat(config("vertex", "", "").missing()).contains("VERTEX_AI_PROJECT_ID");
    assertThat(config("vertex", "", "p").missing()).isEmpty();
    assertThat(config("api", ModelCalling.KEY, "").toString()).doesNotContain(ModelCalling.KEY);
    assertThatThrownBy(() -> config("azure", "", "")).hasMessageContaining("GEMINI_BACKEND");
  }

  private GeminiProvider provider(String backend, Duration limit) {
    return new GeminiProvider(
        new GeminiConfig(
            backend,
            ModelCalling.KEY,
            server.url() + "/",
            "a-project",
            "europe-west1",
            URI.create(server.url()),
            "a-model",
            "a-cheap-model",
            limit),
        new ProviderHttp(),
        Clock.systemUTC());
  }

  private static GeminiConfig config(String backend, String key, String project) {
    return new GeminiConfig(
        backend,
        key,
        "",
        project,
        "us-central1",
        URI.create("http://localhost"),
        "a-model",
        "a-cheap-model",
        Duration.ofMinutes(1));
  }
}
