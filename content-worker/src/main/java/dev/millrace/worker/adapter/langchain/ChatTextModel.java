package dev.millrace.worker.adapter.langchain;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.OutputSchema;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.model.Turn;
import dev.millrace.worker.provider.ProviderException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model that langchain4j knows how to talk to. */
public final class ChatTextModel implements TextModel {
  private final ModelName name;
  private final ChatModel model;
  private final Parameters parameters;

  /** How an API wants the length of an answer said. */
  @FunctionalInterface
  public interface Parameters {
    /** The parameters of a call; without a format for free text. */
    ChatRequestParameters of(int mostTokens, @Nullable ResponseFormat format);
  }

  /** A model whose transport is a {@link Transport}, and whose retries are off. */
  public ChatTextModel(ModelName name, ChatModel model, Parameters parameters) {
    this.name = name;
    this.model = model;
    this.parameters = parameters;
  }

  @Override
  public ModelName name() {
    return name;
  }

  @Override
  public Completion complete(Prompt prompt) throws ProviderException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled before the call");
    }
    try {
      return completion(
          model.chat(
              ChatRequest.builder()
                  .messages(messages(prompt))
                  .parameters(parameters.of(prompt.mostTokens(), format(prompt.schema())))
                  .build()));
    } catch (Undone undone) {
      throw undone.unwrap();
    } catch (RuntimeException fault) {
      // langchain4j could not read what came. Its message may quote the answer, and is left out.
      throw failure(
          FailureClass.TRANSIENT,
          "its answer is not what its API promises (" + fault.getClass().getSimpleName() + ")");
    }
  }

  private Completion completion(ChatResponse response) throws ProviderException {
    FinishReason reason = response.finishReason();
    if (reason == FinishReason.CONTENT_FILTER) {
      throw failure(FailureClass.CONTENT_POLICY, "its filter withheld the answer");
    }
    if (reason == FinishReason.LENGTH) {
      throw failure(FailureClass.INVALID_OUTPUT, "the answer was cut at the most tokens allowed");
    }
    String text = response.aiMessage().text();
    if (text == null || text.isBlank()) {
      throw failure(FailureClass.INVALID_OUTPUT, "the answer is empty");
    }
    TokenUsage usage = response.tokenUsage();
    return usage == null
        ? new Completion(text, 0, 0)
        : new Completion(text, count(usage.inputTokenCount()), paidOutput(usage));
  }

  /** What a model thought is paid for as output, and counted in the total only. */
  private static long paidOutput(TokenUsage usage) {
    return Math.max(
        count(usage.outputTokenCount()),
        count(usage.totalTokenCount()) - count(usage.inputTokenCount()));
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : Math.max(0, tokens);
  }

  private ProviderException failure(FailureClass failureClass, String message) {
    return new ProviderException(name.provider(), failureClass, message);
  }

  private static List<ChatMessage> messages(Prompt prompt) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(prompt.system()));
    for (Turn turn : prompt.turns()) {
      messages.add(
          switch (turn.speaker()) {
            case USER -> UserMessage.from(turn.text());
            case MODEL -> AiMessage.from(turn.text());
          });
    }
    return messages;
  }

  private static @Nullable ResponseFormat format(@Nullable OutputSchema schema) {
    if (schema == null) {
      return null;
    }
    return ResponseFormat.builder()
        .type(ResponseFormatType.JSON)
        .jsonSchema(
            JsonSchema.builder()
                .name(schema.name())
                .rootElement(JsonRawSchema.from(WireSchema.of(schema.schema()).toString()))
                .build())
        .build();
  }
}
