package dev.millrace.worker.adapter.openai;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
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
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** OpenAI's chat completions, or those of a server that speaks the same. */
@Singleton
final class OpenAiProvider implements TextProvider {
  static final String NAME = "openai";

  private static final Duration PING_TIME_LIMIT = Duration.ofMillis(1500);
  private static final int PING_BYTES = 1024 * 1024;

  private final OpenAiConfig config;
  private final ProviderHttp http;
  private final OpenAiDialect dialect;

  OpenAiProvider(OpenAiConfig config, ProviderHttp http, Clock clock) {
    this.config = config;
    this.http = http;
    this.dialect = new OpenAiDialect(config.apiKey(), clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> missing() {
    return config.apiKey().isEmpty() ? Optional.of("OPENAI_API_KEY") : Optional.empty();
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
    OpenAiChatModel chat =
        OpenAiChatModel.builder()
            .httpClientBuilder(new Transport(NAME, http, dialect, config.timeLimit()).builder())
            .baseUrl(config.baseUrl().toString())
            .apiKey("in the transport")
            .modelName(name)
            .strictJsonSchema(true)
            .maxRetries(0)
            .build();
    return new ChatTextModel(
        new ModelName(NAME, name),
        chat,
        (mostTokens, format) -> {
          OpenAiChatRequestParameters.Builder parameters = OpenAiChatRequestParameters.builder();
          parameters.responseFormat(format);
          // Its newer models refuse the older name, and other servers do not know the newer one.
          if (config.isOpenAi()) {
            parameters.maxCompletionTokens(mostTokens);
          } else {
            parameters.maxOutputTokens(mostTokens);
          }
          return parameters.build();
        });
  }

  /** Lists the models; a server that has no such list answers us all the same. */
  @Override
  public void ping() throws ProviderException, InterruptedException {
    Dialect.Credential credential = dialect.credential();
    Answer answer =
        http.send(
            NAME,
            HttpRequest.newBuilder(URI.create(config.baseUrl() + "/models"))
                .header(credential.header(), credential.value())
                .build(),
            PING_TIME_LIMIT,
            PING_BYTES);
    if (!answer.isSuccess() && answer.status() != 404 && answer.status() != 429) {
      throw dialect.refusal(answer);
    }
  }
}
