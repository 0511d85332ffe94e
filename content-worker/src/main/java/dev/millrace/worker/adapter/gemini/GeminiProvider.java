package dev.millrace.worker.adapter.gemini;

import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatRequestParameters;
import dev.millrace.cloud.AccessTokens;
import dev.millrace.worker.adapter.http.Answer;
import dev.millrace.worker.adapter.http.ProviderHttp;
import dev.millrace.worker.adapter.langchain.ChatTextModel;
import dev.millrace.worker.adapter.langchain.Dialect;
import dev.millrace.worker.adapter.langchain.Transport;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.model.TextProvider;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Gemini's generateContent. Vertex AI takes and gives the same JSON below another address, and
 * wants another credential.
 */
@Singleton
final class GeminiProvider implements TextProvider {
  static final String NAME = "gemini";

  private static final Duration PING_TIME_LIMIT = Duration.ofMillis(1500);
  private static final Duration TOKEN_TIME_LIMIT = Duration.ofSeconds(5);
  private static final int PING_BYTES = 1024 * 1024;

  private final GeminiConfig config;
  private final ProviderHttp http;
  private final GeminiDialect dialect;

  GeminiProvider(GeminiConfig config, ProviderHttp http, Clock clock) {
    this.config = config;
    this.http = http;
    this.dialect = new GeminiDialect(identity(config, clock), clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> missing() {
    return config.missing();
  }

  @Override
  public String usualModel() {
    return config.model();
  }

  @Override
  public String cheapModel() {
    return config.cheapModel();
  }

  @Override
  public TextModel model(String name) {
    GoogleAiGeminiChatModel chat =
        GoogleAiGeminiChatModel.builder()
            .httpClientBuilder(new Transport(NAME, http, dialect, config.timeLimit()).builder())
            .baseUrl(config.modelsUrl())
            .apiKey("in the transport")
            .modelName(name)
            .maxRetries(0)
            .build();
    return new ChatTextModel(
        new ModelName(NAME, name),
        chat,
        (mostTokens, format) ->
            GoogleAiGeminiChatRequestParameters.builder()
                .maxOutputTokens(mostTokens)
                .responseFormat(format)
                .build());
  }

  /** Lists a model; Vertex AI has no list, and is only asked for a token. */
  @Override
  public void ping() throws ProviderException, InterruptedException {
    Dialect.Credential credential = dialect.credential();
    if (config.isVertex()) {
      return;
    }
    Answer answer =
        http.send(
            NAME,
            HttpRequest.newBuilder(URI.create(config.modelsUrl() + "/models?pageSize=1"))
                .header(credential.header(), credential.value())
                .build(),
            PING_TIME_LIMIT,
            PING_BYTES);
    if (!answer.isSuccess() && answer.status() != 404 && answer.status() != 429) {
      throw dialect.refusal(answer);
    }
  }

  private static Identity identity(GeminiConfig config, Clock clock) {
    return config.isVertex()
        ? new Identity.ServiceAccount(
            new AccessTokens(config.metadataUrl(), TOKEN_TIME_LIMIT, plainClient(), clock))
        : new Identity.Key(config.apiKey());
  }

  private static HttpClient plainClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(TOKEN_TIME_LIMIT)
        .build();
  }
}
