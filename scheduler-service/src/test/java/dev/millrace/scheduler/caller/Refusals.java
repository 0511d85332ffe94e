package dev.millrace.scheduler.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Answer;

/** What an answer to somebody looks like who may not call. */
final class Refusals {
  private Refusals() {}

  static void assertUnauthorized(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(answer.json().get("status").asInt()).isEqualTo(401);
    assertThat(answer.json().get("instance").asText()).isEqualTo("/callers/tick");
    assertThat(answer.json().get("detail").asText()).endsWith(".").doesNotContain("secret-of");
  }
}
