package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.api.testing.Messages;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TransitionTest {
  private static final LiveApi API = LiveApi.start();

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void whatWaitsCanBeCancelled() {
    UUID id = API.created();

    Answer answer = post(id, "cancel");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("status")).isEqualTo("cancelled");
    assertThat(answer.text("cancelled_at")).isNotEmpty();
    assertThat(API.database().events(id)).containsExactly("accepted", "cancelled");
    assertThat(eventText(id, 2, "by")).isEqualTo("tester");
  }

  @Test
  void whatRunsCanBeCancelledAndItsLeaseIsGone() {
    UUID id = API.created();
    API.work().start(id);

    assertThat(post(id, "cancel").text("status")).isEqualTo("cancelled");
    assertThat(
            API.database()
                .number(
                    "SELECT count(*) FROM content_requests"
                        + " WHERE id = ? AND lease_until IS NULL AND next_publish_at IS NULL",
                    id))
        .isEqualTo(1);
  }

  @Test
  void cancellingTwiceIsNoMistakeAndHappensOnce() {
    UUID id = API.created();
    post(id, "cancel");

    assertThat(post(id, "cancel").status()).isEqualTo(200);
    assertThat(API.database().events(id)).containsExactly("accepted", "cancelled");
  }

  @Test
  void whoRunsARequestAgainHasTakenNoteOfItsUnknownCalls() {
    UUID id = API.created();
    API.work().fail(id, "No");
    API.database()
        .execute(
            """
            INSERT INTO provider_calls
              (id, organization_id, subject_kind, subject_id, lease_token, step, attempt, provider, model, kind,
               prompt_version, work_hash, state, error_class, spent_on, ended_at)
            VALUES (gen_random_uuid(), 'acme', 'content_request', ?, gen_random_uuid(), 'content', 1, 'p', 'm',
                    'content-lesson', '1', sha256('work'), 'unknown', 'outcome_unknown', current_date, now())
            """,
            id);

    post(id, "retry");

    assertThat(
            API.database()
                .number(
                    "SELECT count(*) FROM provider_calls WHERE subject_id = ? AND acknowledged_at IS NOT NULL",
                    id))
        .isEqualTo(1);
  }

  @Test
  void whatHasEndedCannotBeCancelled() {
    UUID completed = API.created();
    API.work().complete(completed, "# Tides");
    UUID failed = API.created();
    API.work().fail(failed, "No");

    assertThat(post(completed, "cancel").status()).isEqualTo(409);
    assertThat(post(failed, "cancel").status()).isEqualTo(409);
  }

  @Test
  void whatFailedRunsAgainUnderItsNextDispatchNumber() {
    UUID id = API.created();
    API.work().fail(id, "No");
    try (Messages messages = API.messages()) {
      Answer answer = post(id, "retry");

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.header("Location")).endsWith(id.toString());
      assertThat(answer.text("status")).isEqualTo("pending");
      assertThat(answer.json().path("retry_count").asInt()).isZero();
      assertThat(answer.json().has("error")).isFalse();
      assertThat(answer.json().has("failed_at")).isFalse();
      assertThat(API.database().events(id)).containsExactly("accepted", "failed", "retried");
      messages.await(id, 2);
    }
  }

  @Test
  void whatWasCancelledRunsAgain() {
    UUID id = API.created();
    post(id, "cancel");

    assertThat(post(id, "retry").text("waiting_on")).isEqualTo("in the queue");
  }

  @Test
  void whatWasCancelledBeforeItsTimeStillWaitsForIt() {
    UUID id =
        API.create(ContentRequestJson.valid().with("not_before", "2040-01-01T00:00:00Z")).id();
    post(id, "cancel");

    assertThat(post(id, "retry").text("waiting_on")).isEqualTo("not before 2040-01-01T00:00:00Z");
  }

  @Test
  void retryingTwiceStartsItOnce() {
    UUID id = API.created();
    post(id, "cancel");
    post(id, "retry");

    assertThat(post(id, "retry").status()).isEqualTo(202);
    assertThat(API.database().events(id)).containsExactly("accepted", "cancelled", "retried");
  }

  @Test
  void whatIsCompletedIsNotRunAgain() {
    UUID id = API.created();
    API.work().complete(id, "# Tides");

    assertThat(post(id, "retry").status()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "retry"})
  void anotherOrganizationsRequestIsNotThere(String verb) {
    UUID id = API.created();

    Answer answer =
        API.send(
            API.requestOf("other", "/v1/content-requests/" + id + "/" + verb)
                .POST(BodyPublishers.noBody()));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(API.database().status(id)).isEqualTo("pending");
  }

  private static Answer post(UUID id, String verb) {
    return API.send(
        API.request("/v1/content-requests/" + id + "/" + verb).POST(BodyPublishers.noBody()));
  }

  private static String eventText(UUID id, int seq, String field) {
    return API.database()
        .text(
            "SELECT data ->> ? FROM request_events WHERE request_id = ? AND seq = ?",
            field,
            id,
            seq);
  }
}
