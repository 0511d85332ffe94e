package dev.millrace.api.chat;

import static dev.millrace.api.chat.ChatApi.event;
import static dev.millrace.api.chat.ChatApi.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.testing.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Google Chat is answered. */
final class ChatTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** Patient enough for any machine: an answer comes in the call. */
  private static final ChatApi CHAT = new ChatApi(Map.of("millrace.chat.time-limit", "29s"));

  /** So impatient that no answer comes in the call. */
  private static final ChatApi HASTY = new ChatApi(Map.of("millrace.chat.time-limit", "100ms"));

  @AfterAll
  static void close() {
    CHAT.close();
    HASTY.close();
  }

  @Test
  void aMessageIsAnsweredInTheCallThatBroughtIt() {
    Answer answer = asked("q1", "What is a scarf?", "It is warm.");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("text")).isEqualTo("It is warm.");
    assertThat(answer.json().at("/thread/name").asText()).isEqualTo("spaces/AAAA/threads/T-q1");
    assertThat(CHAT.state("q1")).isEqualTo("delivered");
    JsonNode run = CHAT.api().get("/v1/runs/" + CHAT.run("q1")).json();
    assertThat(run.path("kind").asText()).isEqualTo("chat");
    assertThat(run.path("prompt").asText()).isEqualTo("What is a scarf?");
  }

  @Test
  void anEventThatComesAgainAsksOnceAndIsAnsweredAgain() {
    asked("q2", "Again?", "Yes.");

    Answer again = CHAT.post(message("q2", "Again?"));

    assertThat(again.text("text")).isEqualTo("Yes.");
    assertThat(CHAT.runs("q2")).isOne();
  }

  @Test
  void whatWasSaidBeforeInTheThreadGoesWithAQuestion() {
    ObjectNode second = message("q4", "And then?");
    second.withObject("/message").putObject("thread").put("name", "spaces/AAAA/threads/T-q3");
    asked("q3", "Who was first?", "Ada.");

    CompletableFuture<Answer> answer = sent(CHAT, second, "q4");
    CHAT.complete("q4", "Grace.");

    assertThat(answer.join().text("text")).isEqualTo("Grace.");
    JsonNode conversation =
        CHAT.api().get("/v1/runs/" + CHAT.run("q4")).json().at("/parameters/conversation");
    assertThat(conversation).hasSize(1);
    assertThat(conversation.at("/0/asked").asText()).isEqualTo("Who was first?");
    assertThat(conversation.at("/0/answered").asText()).isEqualTo("Ada.");
  }

  @Test
  void aSlowRunIsPromisedAndItsAnswerIsDueAtOnce() {
    Answer answer = HASTY.post(message("slow", "Think hard"));

    assertThat(answer.text("text")).startsWith("I am still working");
    assertThat(answer.json().at("/thread/name").asText()).isEqualTo("spaces/AAAA/threads/T-slow");
    HASTY.complete("slow", "42");
    assertThat(HASTY.state("slow")).isEqualTo("waiting");
    assertThat(
            HASTY
                .api()
                .database()
                .number(
                    "SELECT count(*) FROM run_handovers WHERE run_id = ? AND next_attempt_at <= now()",
                    HASTY.run("slow")))
        .isOne();
  }

  @Test
  void anAnswerThatIsBeingPostedIsNotGivenASecondTime() {
    HASTY.post(message("posted", "Think hard"));
    HASTY.complete("posted", "42");
    HASTY
        .api()
        .database()
        .execute("UPDATE run_handovers SET attempts = 1 WHERE run_id = ?", HASTY.run("posted"));

    Answer again = HASTY.post(message("posted", "Think hard"));

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEmpty();
    assertThat(HASTY.runs("posted")).isOne();
  }

  @Test
  void whileChatDoesNotTakeAnAnswerHealthSaysSo() {
    HASTY.post(message("refused", "Think hard"));
    HASTY.complete("refused", "42");
    ChatProbe probe = HASTY.api().bean(ChatProbe.class);
    assertThat(probe.check()).isTrue();

    HASTY
        .api()
        .database()
        .execute(
            "UPDATE run_handovers SET attempts = 1, last_error = 'Answered 503' WHERE run_id = ?",
            HASTY.run("refused"));

    assertThat(probe.check()).isFalse();
    HASTY
        .api()
        .database()
        .execute(
            "UPDATE run_handovers SET state = 'delivered', next_attempt_at = NULL, ended_at = now() WHERE run_id = ?",
            HASTY.run("refused"));
    assertThat(probe.check()).isTrue();
  }

  @Test
  void aCancelledQuestionIsToldSo() {
    HASTY.post(message("dropped", "Think hard"));
    HASTY.api().post("/v1/runs/" + HASTY.run("dropped") + "/cancel", "");

    assertThat(HASTY.state("dropped")).isEqualTo("waiting");
    assertThat(HASTY.post(message("dropped", "Think hard")).text("text")).contains("cancelled");
    assertThat(HASTY.state("dropped")).isEqualTo("delivered");
  }

  @Test
  void aReplyCallsNobodyAndHidesNoLink() {
    Answer answer = asked("q5", "Call all", "<users/all> see <https://evil.example|here>");

    assertThat(answer.text("text")).isEqualTo("‹users/all› see ‹https://evil.example|here›");
  }

  @Test
  void aDirectConversationIsOneWhateverItsThreads() {
    ObjectNode first = message("d1", "One");
    first.withObject("/space").put("spaceType", "DIRECT_MESSAGE");
    CompletableFuture<Answer> answer = sent(CHAT, first, "d1");
    CHAT.complete("d1", "Two");
    answer.join();

    assertThat(
            CHAT.api()
                .database()
                .text("SELECT conversation FROM chat_messages WHERE run_id = ?", CHAT.run("d1")))
        .isEqualTo("spaces/AAAA");
  }

  @ParameterizedTest
  @CsvSource({"ADDED_TO_SPACE, Hello!", "CARD_CLICKED, My messages have no buttons"})
  void otherEventsAreAnsweredPolitely(String type, String beginning) {
    assertThat(CHAT.post(event(type)).text("text")).startsWith(beginning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"REMOVED_FROM_SPACE", "WIDGET_UPDATED"})
  void whereThereIsNothingToSayNothingIsSaid(String type) {
    Answer answer = CHAT.post(event(type));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEmpty();
  }

  @Test
  void aMessageWithoutTextIsNoQuestion() {
    ObjectNode picture = event("MESSAGE");
    picture.putObject("message").put("name", "spaces/AAAA/messages/picture");

    assertThat(CHAT.post(picture).text("text")).startsWith("I can read text only");
    assertThat(CHAT.runs("picture")).isZero();
  }

  @Test
  void aQuestionThatIsTooLongIsToldSo() {
    assertThat(CHAT.post(message("long", "x".repeat(8_001))).text("text"))
        .startsWith("I can not take that");
    assertThat(CHAT.runs("long")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\": \"MESSAGE\", \"message\": {\"name\": \"spaces/A/messages/1\"}}",
        "{\"type\": \"MESSAGE\", \"space\": {\"name\": \"spaces/A\"}, \"message\": {\"name\": \"spaces/B/messages/1\"}}"
      })
  void whatIsNoEventIsRefused(String body) {
    assertThat(CHAT.post(ContentRequestCodec.parseObject(body)).status()).isEqualTo(422);
  }

  private static Answer asked(String id, String question, String reply) {
    CompletableFuture<Answer> answer = sent(CHAT, message(id, question), id);
    CHAT.complete(id, reply);
    return answer.join();
  }

  /** Sends, and returns when the run is there; the call is held. */
  private static CompletableFuture<Answer> sent(ChatApi chat, ObjectNode event, String id) {
    CompletableFuture<Answer> answer = chat.api().sending(chat.posting(event, ChatApi.token()));
    await().atMost(LONGEST_WAIT).until(() -> chat.runs(id) == 1);
    return answer;
  }
}
