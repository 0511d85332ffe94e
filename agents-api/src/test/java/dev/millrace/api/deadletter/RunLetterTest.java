package dev.millrace.api.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.run.RunRows;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.testing.Answer;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Dead letters of runs, and of messages that should have become one. */
final class RunLetterTest {
  private static final LiveApi API = LiveApi.start();
  private static final RunRows ROWS = new RunRows(API.database());

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void aFailedRunsLetterNamesItAndIsFoundByIt() {
    UUID run = created();
    UUID letter = ROWS.fail(run);

    assertThat(API.get("/v1/dead-letters/" + letter).text("run_id")).isEqualTo(run.toString());
    assertThat(API.get("/v1/dead-letters?run_id=" + run).json().at("/items/0/id").asText())
        .isEqualTo(letter.toString());
    assertThat(API.get("/v1/dead-letters?group_by=fingerprint").body()).contains("run_id");
  }

  @Test
  void aFailedRunGoesOnAfterItsLastFinishedStep() {
    UUID run = created();
    ROWS.start(run);
    ROWS.finishPlan(run);
    UUID letter = ROWS.fail(run);
    JsonNode item = redrive("{\"ids\": [\"%s\"]}".formatted(letter));

    assertThat(item.path("status").asInt()).isEqualTo(202);
    assertThat(item.path("run_id").asText()).isEqualTo(run.toString());
    assertThat(API.get("/v1/runs/" + run).text("waiting_on")).isEqualTo("in the queue");
    assertThat(API.get("/v1/runs/" + run + "/logs").json().path("items")).hasSize(1);
    assertThat(API.messagesOf("agent-runs-sub"))
        .anyMatch(message -> message.getAttributesOrDefault("dispatch", "").equals("2"));
    assertThat(redrive("{\"ids\": [\"%s\"]}".formatted(letter)).path("status").asInt())
        .isEqualTo(409);
  }

  @Test
  void anEditedRunBeginsWithItsFirstStep() {
    UUID run = created();
    ROWS.start(run);
    ROWS.finishPlan(run);
    UUID letter = ROWS.fail(run);
    redrive(
        "{\"ids\": [\"%s\"], \"payload\": {\"prompt\": \"A blue scarf\", \"kind\": \"text\"}}"
            .formatted(letter));

    assertThat(API.get("/v1/runs/" + run).text("prompt")).isEqualTo("A blue scarf");
    assertThat(API.get("/v1/runs/" + run + "/logs").json().path("items")).isEmpty();
  }

  @Test
  void aDryRunChangesNothing() {
    UUID run = created();
    UUID letter = ROWS.fail(run);

    assertThat(
            redrive("{\"ids\": [\"%s\"], \"dry_run\": true}".formatted(letter))
                .path("status")
                .asInt())
        .isEqualTo(202);
    assertThat(API.get("/v1/runs/" + run).text("status")).isEqualTo("failed");
  }

  @Test
  void aMessageThatShouldHaveBecomeARunIsMadeOne() {
    UUID letter = poison("{\"kind\": \"text\"}");
    JsonNode invalid = redrive("{\"ids\": [\"%s\"]}".formatted(letter));
    JsonNode item =
        redrive(
            "{\"ids\": [\"%s\"], \"payload\": {\"prompt\": \"A scarf\", \"kind\": \"text\"}}"
                .formatted(letter));

    assertThat(invalid.path("status").asInt()).isEqualTo(422);
    assertThat(item.path("status").asInt()).isEqualTo(202);
    assertThat(API.get("/v1/runs/" + item.path("run_id").asText()).text("prompt"))
        .isEqualTo("A scarf");
  }

  private static UUID created() {
    return API.post("/run", "{\"prompt\": \"A red scarf\", \"kind\": \"text\"}").id();
  }

  private static JsonNode redrive(String command) {
    Answer answer = API.post("/v1/dead-letters/redrive", command);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().at("/results/0");
  }

  private static UUID poison(String payload) {
    UUID letter = UUID.randomUUID();
    API.database()
        .execute(
            """
            INSERT INTO dead_letters (id, organization_id, subscription, error_class, error_message, fingerprint,
              payload, payload_bytes, message_id)
            VALUES (?, ?, 'agent-runs-sub', 'invalid_request', 'No prompt', 'poison', convert_to(?, 'UTF8'),
              length(convert_to(?, 'UTF8')), ?)
            """,
            letter,
            LiveApi.ORGANIZATION,
            payload,
            payload,
            letter.toString());
    return letter;
  }
}
