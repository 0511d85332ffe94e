package dev.millrace.worker.testing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What Gemini's generateContent says on the wire. */
public final class GeminiWire {
  private static final JsonMapper MAPPER = new JsonMapper();

  private GeminiWire() {}

  /** An answer that ended by itself: 110 tokens in, 70 out, of which 10 were thoughts. */
  public static Reply.Whole completion(String text) {
    return completion(text, "STOP");
  }

  /** An answer, and why it ended. */
  public static Reply.Whole completion(String text, String finishReason) {
    ObjectNode answer = MAPPER.createObjectNode();
    ObjectNode candidate = answer.putArray("candidates").addObject();
    ObjectNode content = candidate.putObject("content");
    content.put("role", "model").putArray("parts").addObject().put("text", text);
    candidate.put("finishReason", finishReason).put("index", 0);
    return usage(answer);
  }

  /** No answer, since it was stopped for that reason. */
  public static Reply.Whole stopped(String finishReason) {
    ObjectNode answer = MAPPER.createObjectNode();
    answer.putArray("candidates").addObject().put("finishReason", finishReason).put("index", 0);
    return usage(answer);
  }

  /** The prompt was not let through. */
  public static Reply.Whole blocked(String blockReason) {
    ObjectNode answer = MAPPER.createObjectNode();
    answer.putObject("promptFeedback").put("blockReason", blockReason);
    return usage(answer);
  }

  /** An error as Google's APIs say it; its message quotes what must not be told on. */
  public static Reply.Whole error(int code, String status, String reason) {
    ObjectNode error = error(code, status);
    ObjectNode detail = ((ObjectNode) error.path("error")).putArray("details").addObject();
    detail.put("@type", "type.googleapis.com/google.rpc.ErrorInfo").put("reason", reason);
    return Reply.json(code, error.toString());
  }

  /** A limit, with the time that the body names. */
  public static Reply.Whole exhausted(String retryDelay) {
    ObjectNode error = error(429, "RESOURCE_EXHAUSTED");
    ObjectNode detail = ((ObjectNode) error.path("error")).putArray("details").addObject();
    detail.put("@type", "type.googleapis.com/google.rpc.RetryInfo").put("retryDelay", retryDelay);
    return Reply.json(429, error.toString());
  }

  private static ObjectNode error(int code, String status) {
    ObjectNode error = MAPPER.createObjectNode();
    error
        .putObject("error")
        .put("code", code)
        .put("status", status)
        .put("message", "You said: SECRET-WORDS, by key sk-SECRET");
    return error;
  }

  private static Reply.Whole usage(ObjectNode answer) {
    answer
        .putObject("usageMetadata")
        .put("promptTokenCount", 110)
        .put("candidatesTokenCount", 60)
        .put("thoughtsTokenCount", 10)
        .put("totalTokenCount", 180);
    answer.put("modelVersion", "a-model").put("responseId", "r-1");
    return Reply.json(200, answer.toString());
  }
}
