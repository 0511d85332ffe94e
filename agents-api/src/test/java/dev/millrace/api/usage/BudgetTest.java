package dev.millrace.api.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BudgetTest {
  private static final LiveApi API = LiveApi.start(Map.of("millrace.budget.per-day", "25"));

  @AfterAll
  static void close() {
    API.close();
  }

  @BeforeEach
  void clear() {
    API.database().clear();
  }

  @Test
  void withoutOneOfItsOwnAnOrganizationHasThatOfTheInstallation() {
    JsonNode budget = API.get("/v1/budget").json();

    assertThat(budget.path("organization_id").asText()).isEqualTo("acme");
    assertThat(budget.path("per_day").asDouble()).isEqualTo(25);
    assertThat(budget.path("on_exceed").asText()).isEqualTo("pause");
    assertThat(budget.path("is_default").asBoolean()).isTrue();
    assertThat(budget.path("spent").asDouble()).isZero();
    assertThat(budget.path("resets_at").asText()).endsWith("T00:00:00Z");
  }

  @Test
  void oneOfItsOwnIsShownWithWhatIsLeftOfItAndIsAudited() {
    API.database()
        .execute(
            """
            INSERT INTO budget_days (organization_id, day, spent)
            VALUES ('acme', (now() AT TIME ZONE 'UTC')::date, 1.5)
            """);

    Answer answer = put("acme", "{\"per_day\": 2, \"on_exceed\": \"fall_back\"}");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode budget = API.get("/v1/budget").json();
    assertThat(budget).isEqualTo(answer.json());
    assertThat(budget.path("remaining").asDouble()).isEqualTo(0.5);
    assertThat(budget.path("on_exceed").asText()).isEqualTo("fall_back");
    assertThat(budget.path("is_default").asBoolean()).isFalse();
    assertThat(
            API.database()
                .text("SELECT concat_ws(' ', actor, action, detail ->> 'per_day') FROM audit_log"))
        .isEqualTo("tester budget.put 2");
  }

  @Test
  void nullIsTheInstallationsAgain() {
    put("acme", "{\"per_day\": 2, \"on_exceed\": \"fail\"}");

    put("acme", "{\"per_day\": null}");

    JsonNode budget = API.get("/v1/budget").json();
    assertThat(budget.path("per_day").asDouble()).isEqualTo(25);
    assertThat(budget.path("on_exceed").asText()).isEqualTo("pause");
  }

  @Test
  void whatWaitsForABudgetIsDueAtOnceAndNothingElseIs() {
    UUID waiting = waitingFor("budget");
    UUID limited = waitingFor("provider_limit");
    UUID anothers = waitingFor("budget");
    API.database()
        .execute("UPDATE content_requests SET organization_id = 'another' WHERE id = ?", anothers);

    put("acme", "{\"per_day\": 100}");

    assertThat(isDue(waiting)).isTrue();
    assertThat(isDue(limited)).isFalse();
    assertThat(isDue(anothers)).isFalse();
  }

  @Test
  void anotherOrganizationsBudgetIsItsOwn() {
    put("another", "{\"per_day\": 1}");

    assertThat(API.get("/v1/budget").json().path("per_day").asDouble()).isEqualTo(25);
    JsonNode own = API.send(API.requestOf("another", "/v1/budget")).json();
    assertThat(own.path("per_day").asDouble()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"per_dya\": 1}",
        "{\"per_day\": -1}",
        "{\"per_day\": \"1\"}",
        "{\"per_day\": 0.0000001}",
        "{\"per_day\": 1e12}",
        "{\"on_exceed\": \"stop\"}"
      })
  void whatIsNoBudgetIsRefusedAndChangesNothing(String body) {
    assertThat(put("acme", body).status()).isEqualTo(422);
    assertThat(API.database().count("budgets")).isZero();
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThat(put("acme", "{").status()).isEqualTo(400);
  }

  private static UUID waitingFor(String reason) {
    UUID id = API.created();
    API.database()
        .execute(
            """
            UPDATE content_requests
            SET wait_reason = ?, published_at = NULL, not_before = now() + interval '1 hour',
                next_publish_at = now() + interval '1 hour'
            WHERE id = ?
            """,
            reason,
            id);
    return id;
  }

  private static boolean isDue(UUID id) {
    return API.database()
            .number(
                """
                SELECT count(*) FROM content_requests
                WHERE id = ? AND next_publish_at <= now() AND not_before IS NULL AND wait_reason IS NULL
                """,
                id)
        == 1;
  }

  private static Answer put(String organization, String body) {
    return API.send(
        API.request("/v1/budget", Tokens.of(organization, "usage:write usage:read"))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }
}
