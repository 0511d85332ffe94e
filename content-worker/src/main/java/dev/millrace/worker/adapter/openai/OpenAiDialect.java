package dev.millrace.worker.adapter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.adapter.http.Answer;
import dev.millrace.worker.adapter.http.Refusal;
import dev.millrace.worker.adapter.langchain.Dialect;
import dev.millrace.worker.provider.ProviderException;
import java.time.Clock;
import java.util.Set;

/**
 * What OpenAI's answers mean: <a href="https://platform.openai.com/docs/guides/error-codes">its
 * error codes</a>.
 */
final class OpenAiDialect implements Dialect {
  private static final Set<String> POLICY =
      Set.of("content_policy_violation", "content_filter", "moderation_blocked");

  /** Nothing that waiting cures: somebody must pay, or name another key or model. */
  private static final Set<String> SETUP =
      Set.of(
          "insufficient_quota",
          "billing_hard_limit_reached",
          "billing_not_active",
          "account_deactivated",
          "invalid_api_key",
          "model_not_found");

  private final Credential credential;
  private final Clock clock;

  OpenAiDialect(String apiKey, Clock clock) {
    this.credential = new Credential("Authorization", "Bearer " + apiKey);
    this.clock = clock;
  }

  @Override
  public Credential credential() {
    return credential;
  }

  @Override
  public void check(Answer answer) throws ProviderException {
    if (!answer.isSuccess()) {
      throw refusal(answer);
    }
    JsonNode choice = answer.json().path("choices").path(0);
    if (!choice.isObject()) {
      throw new ProviderException(
          OpenAiProvider.NAME, FailureClass.TRANSIENT, "its answer is no chat completion");
    }
    if (!choice.path("message").path("refusal").asText("").isEmpty()) {
      throw new ProviderException(
          OpenAiProvider.NAME, FailureClass.CONTENT_POLICY, "the model refused");
    }
  }

  /** What a status that is no success means. */
  ProviderException refusal(Answer answer) {
    JsonNode error = answer.json().path("error");
    String type = error.path("type").asText("");
    String code = error.path("code").asText("");
    return Refusal.of(
        OpenAiProvider.NAME, classOf(answer.status(), type, code), answer, clock, null, type, code);
  }

  private static FailureClass classOf(int status, String type, String code) {
    if (POLICY.contains(code) || POLICY.contains(type)) {
      return FailureClass.CONTENT_POLICY;
    }
    if (SETUP.contains(code) || SETUP.contains(type)) {
      return FailureClass.CONFIGURATION;
    }
    return Refusal.classOf(status);
  }
}
