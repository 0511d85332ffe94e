package dev.millrace.worker.adapter.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.adapter.http.Answer;
import dev.millrace.worker.adapter.http.Refusal;
import dev.millrace.worker.adapter.langchain.Dialect;
import dev.millrace.worker.provider.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Gemini's answers mean: <a href="https://ai.google.dev/api/generate-content">its
 * reference</a>, and the errors of all of <a href="https://google.aip.dev/193">Google's APIs</a>.
 */
final class GeminiDialect implements Dialect {
  /** Why an answer is withheld. */
  private static final Set<String> WITHHELD =
      Set.of(
          "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "MODEL_ARMOR");

  /** Arrives with status 400, which would blame the request. */
  private static final Pattern OUR_SETUP =
      Pattern.compile("API_KEY_.*|SERVICE_DISABLED|BILLING_DISABLED|CONSUMER_.*");

  private static final Pattern DELAY = Pattern.compile("(\\d{1,6})(?:\\.\\d+)?s");

  private final Identity identity;
  private final Clock clock;

  GeminiDialect(Identity identity, Clock clock) {
    this.identity = identity;
    this.clock = clock;
  }

  @Override
  public Credential credential() throws ProviderException, InterruptedException {
    return identity.credential();
  }

  @Override
  public void check(Answer answer) throws ProviderException {
    if (!answer.isSuccess()) {
      throw refusal(answer);
    }
    JsonNode body = answer.json();
    if (!body.path("promptFeedback").path("blockReason").asText("").isEmpty()) {
      throw failure(FailureClass.CONTENT_POLICY, "the prompt was blocked");
    }
    JsonNode candidate = body.path("candidates").path(0);
    if (!candidate.isObject()) {
      throw failure(FailureClass.TRANSIENT, "its answer has no candidate");
    }
    String reason = candidate.path("finishReason").asText("");
    if (WITHHELD.contains(reason)) {
      throw failure(FailureClass.CONTENT_POLICY, "the answer was withheld (" + reason + ")");
    }
    if (candidate.path("content").path("parts").isEmpty()) {
      throw failure(
          FailureClass.INVALID_OUTPUT,
          reason.equals("MAX_TOKENS")
              ? "the answer was cut at the most tokens allowed"
              : "the answer is empty");
    }
  }

  /** What a status that is no success means. */
  ProviderException refusal(Answer answer) {
    JsonNode body = answer.json();
    JsonNode error = body.isArray() ? body.path(0).path("error") : body.path("error");
    String status = error.path("status").asText("");
    String reason = detail(error, "ErrorInfo", "reason");
    if (answer.status() == 401) {
      identity.refused();
    }
    return Refusal.of(
        GeminiProvider.NAME,
        classOf(answer.status(), status, reason),
        answer,
        clock,
        delay(detail(error, "RetryInfo", "retryDelay")),
        status,
        reason);
  }

  private static FailureClass classOf(int status, String name, String reason) {
    return OUR_SETUP.matcher(reason).matches() || name.equals("FAILED_PRECONDITION")
        ? FailureClass.CONFIGURATION
        : Refusal.classOf(status);
  }

  private static String detail(JsonNode error, String type, String field) {
    for (JsonNode detail : error.path("details")) {
      if (detail.path("@type").asText("").endsWith("google.rpc." + type)) {
        return detail.path(field).asText("");
      }
    }
    return "";
  }

  private static @Nullable Duration delay(String text) {
    var match = DELAY.matcher(text);
    return match.matches() ? Duration.ofSeconds(Long.parseLong(match.group(1)) + 1) : null;
  }

  private static ProviderException failure(FailureClass failureClass, String message) {
    return new ProviderException(GeminiProvider.NAME, failureClass, message);
  }
}
