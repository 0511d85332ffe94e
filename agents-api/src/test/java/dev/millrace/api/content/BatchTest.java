package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.api.testing.Messages;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchTest {
  private static final String PATH = "/v1/content-requests:batch";
  private static final JsonMapper JSON = new JsonMapper();
  private static final LiveApi API = LiveApi.start();

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void eachRequestHasItsResultInOrder() {
    ContentRequestJson valid = ContentRequestJson.valid();

    Answer answer =
        API.post(
            PATH,
            batch(
                List.of(
                    valid.with("topic", "First"),
                    valid.without("topic"),
                    valid.with("correlation_id", "twice").with("topic", "Second"),
                    valid.with("correlation_id", "twice").with("topic", "Third"),
                    valid.with("organization_id", "other"))));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode results = answer.json().path("results");
    assertThat(results)
        .extracting(each -> each.path("status").asInt())
        .containsExactly(202, 422, 202, 200, 403);
    assertThat(results.get(0).at("/request/topic").asText()).isEqualTo("First");
    assertThat(results.get(1).at("/problem/errors/0/pointer").asText()).isEqualTo("/topic");
    assertThat(results.get(3).at("/request/topic").asText()).isEqualTo("Second");
    assertThat(results.get(3).path("location")).isEqualTo(results.get(2).path("location"));
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(2);
    assertThat(answer.json().path("found").asInt()).isEqualTo(1);
    assertThat(answer.json().path("refused").asInt()).isEqualTo(2);
  }

  @Test
  void aThousandAreTakenInAtOnceAndPublished() {
    Answer answer =
        API.post(
            PATH,
            batch(
                Collections.nCopies(
                    1_000, ContentRequestJson.valid().with("topic", "One of a thousand"))));

    assertThat(answer.json().path("accepted").asInt()).isEqualTo(1_000);
    assertThat(
            API.database()
                .number("SELECT count(*) FROM content_requests WHERE topic = 'One of a thousand'"))
        .isEqualTo(1_000);
    Set<String> published = new HashSet<>();
    try (Messages messages = API.messages()) {
      while (published.size() < 1_000) {
        messages.take().stream()
            .map(each -> each.getData().toStringUtf8())
            .filter(document -> document.contains("One of a thousand"))
            .forEach(published::add);
      }
    }
    assertThat(published).hasSize(1_000);
  }

  @Test
  void aRepeatedBatchOfOneKeyGivesTheSameResults() {
    String batch =
        batch(
            List.of(
                ContentRequestJson.valid(),
                ContentRequestJson.valid().without("topic"),
                ContentRequestJson.valid().with("correlation_id", "kept").with("topic", "A"),
                ContentRequestJson.valid().with("correlation_id", "kept").with("topic", "B")));
    Answer first = keyed(batch, "batch-1");

    Answer second = keyed(batch, "batch-1");

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(keyed(batch(List.of(ContentRequestJson.valid())), "batch-1").status())
        .isEqualTo(422);
  }

  @Test
  void aBatchMayBeLargerThanASingleRequest() {
    Answer answer =
        API.post(
            PATH,
            batch(
                Collections.nCopies(
                    100,
                    ContentRequestJson.valid().with("metadata", Map.of("k", "x".repeat(5_000))))));

    assertThat(answer.json().path("accepted").asInt()).isEqualTo(100);
  }

  @Test
  void aBatchOverEightMebibytesIsTooLarge() {
    assertThat(API.post(PATH, "{\"requests\":[\"" + "x".repeat(9 << 20) + "\"]}").status())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"requests\":[]}", "{\"requests\":{}}", "[]"})
  void whatIsNoBatchIsRefused(String body) {
    assertThat(API.post(PATH, body).status()).isEqualTo(422);
  }

  @Test
  void moreThanAThousandAreRefusedAltogether() {
    Answer answer = API.post(PATH, batch(Collections.nCopies(1_001, ContentRequestJson.valid())));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("detail")).contains("1000");
  }

  @Test
  void whatIsNotJsonIsABadRequest() {
    assertThat(API.post(PATH, "{\"requests\":[").status()).isEqualTo(400);
  }

  private static Answer keyed(String body, String key) {
    return API.send(API.posting(PATH, body).header("Idempotency-Key", key));
  }

  private static String batch(List<ContentRequestJson> documents) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode requests = body.putArray("requests");
    documents.forEach(document -> requests.add(document.node()));
    return body.toString();
  }
}
