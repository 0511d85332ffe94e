package dev.millrace.worker.testing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** What OpenAI's chat completions say on the wire. */
public final class OpenAiWire {
  private static final JsonMapper MAPPER = new JsonMapper();

  private OpenAiWire() {}

  /** An answer that ended by itself: 120 tokens in, 80 out. */
  public static Reply.Whole completion(String content) {
    return completion(content, "stop");
  }

  /** An answer, and why it ended. */
  public static Reply.Whole completion(String content, String finishReason) {
    ObjectNode answer = answer(finishReason);
    ((ObjectNode) answer.at("/choices/0/message")).put("content", content);
    return Reply.json(200, answer.toString());
  }

  /** The model would rather not. */
  public static Reply.Whole refusal() {
    ObjectNode answer = answer("stop");
    ObjectNode message = (ObjectNode) answer.at("/choices/0/message");
    message.putNull("content");
    message.put("refusal", "I'm sorry, I cannot assist with that.");
    return Reply.json(200, answer.toString());
  }

  /** An error as the API says it; its message quotes what must not be told on. */
  public static Reply.Whole error(int status, String type, String code) {
    return Reply.json(status, errorBody(type, code));
  }

  /** The same, and when to come back. */
  public static Reply.Whole error(int status, String type, String code, String retryAfter) {
    return Reply.json(status, errorBody(type, code), "Retry-After", retryAfter);
  }

  private static String errorBody(String type, String code) {
    return String.format(
        Locale.ROOT,
        """
        {"error":{"message":"You said: SECRET-WORDS, by key sk-SECRET","type":"%s","param":null,"code":"%s"}}
        """,
        type,
        code);
  }

  private static ObjectNode answer(String finishReason) {
    ObjectNode answer = MAPPER.createObjectNode();
    answer.put("id", "chatcmpl-1").put("object", "chat.completion").put("created", 1700000000);
    answer.put("model", "a-model");
    ObjectNode choice = answer.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", finishReason);
    choice.putObject("message").put("role", "assistant");
    answer
        .putObject("usage")
        .put("prompt_tokens", 120)
        .put("completion_tokens", 80)
        .put("total_tokens", 200);
    return answer;
  }
}
