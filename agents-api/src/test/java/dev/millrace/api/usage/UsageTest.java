package dev.millrace.api.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.testing.Answer;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UsageTest {
  private static final LiveApi API = LiveApi.start();
  private static final String THOSE_DAYS = "from=2030-01-01T00:00:00Z&to=2030-02-01T00:00:00Z";

  @AfterAll
  static void close() {
    API.close();
  }

  @BeforeEach
  void clear() {
    API.database().clear();
  }

  @Test
  void itIsCountedByDayTheNewestFirst() {
    call("acme", "2030-01-02T23:59:59Z", "openai", "succeeded", 0.25);
    call("acme", "2030-01-03T00:00:00Z", "openai", "failed", 0);
    call("acme", "2030-01-03T12:00:00Z", "gemini", "unknown", 0.5);

    JsonNode usage = API.get("/v1/usage?" + THOSE_DAYS).json();

    assertThat(texts(usage.path("items"), "day")).containsExactly("2030-01-03", "2030-01-02");
    JsonNode third = usage.path("items").get(0);
    assertThat(third.path("calls").asInt()).isEqualTo(2);
    assertThat(third.path("failed").asInt()).isEqualTo(1);
    assertThat(third.path("unknown").asInt()).isEqualTo(1);
    assertThat(third.path("cost").asDouble()).isEqualTo(0.5);
    assertThat(third.has("provider")).isFalse();
    assertThat(usage.at("/total/calls").asInt()).isEqualTo(3);
    assertThat(usage.at("/total/cost").asDouble()).isEqualTo(0.75);
    assertThat(usage.at("/total/input_tokens").asInt()).isEqualTo(10);
  }

  @Test
  void itIsCountedByWhatIsAskedFor() {
    call("acme", "2030-01-02T00:00:00Z", "openai", "succeeded", 0.25);
    call("acme", "2030-01-03T00:00:00Z", "openai", "succeeded", 0.25);
    call("acme", "2030-01-03T00:00:00Z", "gemini", "succeeded", 0.5);

    JsonNode usage = API.get("/v1/usage?group_by=provider,kind&" + THOSE_DAYS).json();

    assertThat(texts(usage.path("items"), "provider")).containsExactly("gemini", "openai");
    assertThat(texts(usage.path("items"), "kind"))
        .containsExactly("content-lesson", "content-lesson");
    assertThat(usage.at("/items/1/cost").asDouble()).isEqualTo(0.5);
    assertThat(texts(usage.path("group_by"), "")).containsExactly("provider", "kind");
  }

  @Test
  void whatEmbeddedModelsMadeIsCountedAndCostsNothing() {
    UUID id = API.created();
    API.work().complete(id, "# Tides");
    API.database().execute("UPDATE content_requests SET provider = 'offline', model = 'offline-1'");

    JsonNode usage = API.get("/v1/usage?group_by=provider,model,kind").json();

    assertThat(usage.at("/items/0/provider").asText()).isEqualTo("offline");
    assertThat(usage.at("/items/0/kind").asText()).isEqualTo("content-lesson");
    assertThat(usage.at("/items/0/calls").asInt()).isEqualTo(1);
    assertThat(usage.at("/total/cost").asDouble()).isZero();
  }

  @Test
  void anotherOrganizationsUsageIsNobodyElses() {
    call("another", "2030-01-02T00:00:00Z", "openai", "succeeded", 0.25);

    assertThat(API.get("/v1/usage?" + THOSE_DAYS).json().path("items")).isEmpty();
    assertThat(API.get("/v1/usage?organization_id=another").status()).isEqualTo(403);
    Answer own = API.send(API.requestOf("another", "/v1/usage?" + THOSE_DAYS));
    assertThat(own.json().at("/total/calls").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z",
        "from=2030-01-01T00:00:00Z&to=2031-01-01T00:00:00Z",
        "group_by=week",
        "group_by=day,",
        "day=1"
      })
  void whatCannotBeIsRefused(String query) {
    assertThat(API.get("/v1/usage?" + query).status()).isEqualTo(400);
  }

  private static void call(
      String organization, String at, String provider, String state, double cost) {
    boolean hasFailed = !state.equals("succeeded");
    API.database()
        .execute(
            """
            INSERT INTO provider_calls
              (id, organization_id, subject_kind, subject_id, lease_token, step, attempt, provider, model, kind,
               prompt_version, work_hash, state, error_class, input_tokens, output_tokens, estimated_cost, cost,
               spent_on, latency_ms, dispatched_at, ended_at)
            VALUES (gen_random_uuid(), ?, 'content_request', gen_random_uuid(), gen_random_uuid(), 'content', 1, ?,
                    'a-model', 'content-lesson', '1', sha256('work'), ?, ?, ?, 0, ?, ?, '2030-01-01', 1,
                    ?::timestamptz, now())
            """,
            organization,
            provider,
            state,
            hasFailed ? "transient" : null,
            hasFailed ? 0 : 10,
            cost,
            cost,
            at);
  }

  private static List<String> texts(JsonNode items, String field) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> field.isEmpty() ? item.asText() : item.path(field).asText())
        .toList();
  }
}
