package dev.millrace.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was told to whom, and how it is told again. */
final class WebhookDeliveriesTest {
  private static final String PATH = "/v1/webhook-deliveries";
  private static final LiveApi API = LiveApi.start();

  @AfterAll
  static void close() {
    API.close();
  }

  @BeforeEach
  void clear() {
    API.database().clear();
  }

  @Test
  void aCancelledRequestIsToldToItsUrlAndToEveryEndpointThatAsks() {
    UUID all = endpoint("acme", "{}");
    UUID failures = endpoint("acme", "{content_request.failed}");
    UUID cancellations = endpoint("acme", "{content_request.cancelled}");
    endpoint("others", "{}");
    UUID request =
        API.create(
                ContentRequestJson.valid()
                    .with("callback_url", "https://Example.com:8443/told?token=1"))
            .id();
    API.send(API.posting("/v1/content-requests/" + request + "/cancel", ""));

    Answer list = API.get(PATH + "?subject_id=" + request);
    assertThat(list.json().path("items"))
        .hasSize(3)
        .allSatisfy(
            each -> {
              assertThat(each.path("event_type").asText()).isEqualTo("content_request.cancelled");
              assertThat(each.path("state").asText()).isEqualTo("pending");
            })
        .extracting(each -> each.path("endpoint_id").asText())
        .containsExactlyInAnyOrder("", all.toString(), cancellations.toString())
        .doesNotContain(failures.toString());
    assertThat(
            API.database()
                .text("SELECT receiver FROM webhook_deliveries WHERE endpoint_id IS NULL"))
        .isEqualTo("acme https://example.com:8443");
  }

  @Test
  void nobodyIsToldWhereNobodyAsked() {
    UUID request = API.created();
    API.send(API.posting("/v1/content-requests/" + request + "/cancel", ""));

    assertThat(API.database().count("webhook_deliveries")).isZero();
  }

  @Test
  void oneDeliveryShowsWhatIsPostedAndWhatBecameOfIt() {
    UUID id = delivery("acme", "failed");
    API.database()
        .execute(
            """
            UPDATE webhook_deliveries
            SET attempt_log = '[{"at":"2030-01-01T00:00:00.5+00:00","duration_ms":7,"status":500,"error":"Answered 500."},
                                {"at":"2030-01-01T00:00:05+00:00","error":"lost"}]'
            WHERE id = ?
            """,
            id);

    Answer whole = API.get(PATH + "/" + id);
    assertThat(whole.json().at("/payload/type").asText()).isEqualTo("content_request.failed");
    assertThat(whole.json().at("/attempt_log/0/status").asInt()).isEqualTo(500);
    assertThat(whole.json().at("/attempt_log/0/at").asText()).isEqualTo("2030-01-01T00:00:00.500Z");
    assertThat(whole.json().at("/attempt_log/1/error").asText()).isEqualTo("lost");
    assertThat(API.get(PATH).json().at("/items/0").has("payload")).isFalse();
  }

  @Test
  void deliveriesAreFilteredAndListedPageByPage() {
    UUID failed = delivery("acme", "failed");
    UUID pending = delivery("acme", "pending");
    delivery("others", "failed");

    assertThat(API.get(PATH + "?state=failed").json().at("/items/0/id").asText())
        .isEqualTo(failed.toString());
    Answer first = API.get(PATH + "?limit=1");
    assertThat(first.json().at("/items/0/id").asText()).isEqualTo(pending.toString());
    Answer second = API.get(PATH + "?limit=1&cursor=" + first.text("next_cursor"));
    assertThat(second.json().at("/items/0/id").asText()).isEqualTo(failed.toString());
    assertThat(second.text("next_cursor")).isEmpty();
    assertThat(API.get(PATH + "?created_after=2999-01-01T00:00:00Z").json().path("items"))
        .isEmpty();
    assertThat(API.get(PATH + "?event_type=webhook.test").json().path("items")).isEmpty();
    assertThat(API.get(PATH + "?event_type=nonsense").status()).isEqualTo(400);
    assertThat(API.get(PATH + "?state=lost").status()).isEqualTo(400);
  }

  @Test
  void anotherOrganizationsDeliveryDoesNotExist() {
    UUID id = delivery("others", "failed");

    assertThat(API.get(PATH + "/" + id).status()).isEqualTo(404);
    Answer redriven = redrive("{\"ids\":[\"" + id + "\"]}");
    assertThat(redriven.json().at("/results/0/status").asInt()).isEqualTo(409);
    assertThat(redrive("{\"filter\":{}}").json().path("matched").asInt()).isZero();
    assertThat(state(id)).isEqualTo("failed");
  }

  @Test
  void aDryRunTellsAndDoesNothing() {
    UUID failed = delivery("acme", "failed");
    delivery("acme", "pending");

    Answer told = redrive("{\"filter\":{},\"dry_run\":true}");
    assertThat(told.json().path("dry_run").asBoolean()).isTrue();
    assertThat(told.json().path("redriven").asInt()).isEqualTo(1);
    assertThat(state(failed)).isEqualTo("failed");
    assertThat(API.database().count("audit_log")).isZero();
  }

  @Test
  void whatFailedIsMadeAgainForAnotherDayAndAudited() {
    UUID failed = delivery("acme", "failed");
    UUID pending = delivery("acme", "pending");

    Answer redriven = redrive("{\"ids\":[\"" + failed + "\",\"" + pending + "\"]}");
    assertThat(redriven.json().path("redriven").asInt()).isEqualTo(1);
    assertThat(redriven.json().path("skipped").asInt()).isEqualTo(1);
    assertThat(
            API.database()
                .text(
                    """
                    SELECT state || ' ' || attempts || ' ' || redrives || ' ' || (give_up_at > now() + interval '23 hours')
                    FROM webhook_deliveries WHERE id = ?
                    """,
                    failed))
        .isEqualTo("pending 0 1 true");
    assertThat(
            API.database().text("SELECT action || ' ' || (detail -> 'ids' ->> 0) FROM audit_log"))
        .isEqualTo("webhook_deliveries.redrive " + failed);
  }

  @Test
  void aRedriveIsBoundedByItsLimitAndBeginsWithTheOldest() {
    UUID first = delivery("acme", "failed");
    UUID second = delivery("acme", "failed");

    assertThat(redrive("{\"filter\":{},\"limit\":1}").json().path("redriven").asInt()).isEqualTo(1);
    assertThat(state(first)).isEqualTo("pending");
    assertThat(state(second)).isEqualTo("failed");
  }

  @Test
  void aRedriveSaysWhatIsWrongWithIt() {
    assertThat(redrive("{}").status()).isEqualTo(422);
    assertThat(redrive("{\"ids\":[],\"limit\":0}").json().path("errors")).hasSize(2);
    assertThat(redrive("{\"ids\":[\"x\"],\"filter\":{}}").status()).isEqualTo(422);
    assertThat(redrive("{\"filter\":{\"state\":\"lost\"}}").json().at("/errors/0/pointer").asText())
        .isEqualTo("/filter/state");
    assertThat(redrive("{").status()).isEqualTo(400);
  }

  @Test
  void whatWentToAnEndpointThatIsGoneOrDisabledIsNotMadeAgain() {
    UUID disabled = endpoint("acme", "{}");
    API.send(
        API.request("/v1/webhook-endpoints/" + disabled + "/disable")
            .POST(BodyPublishers.noBody()));
    UUID toDisabled = delivery("acme", "failed", disabled);
    UUID toDeleted = delivery("acme", "failed", UUID.randomUUID());

    Answer answer = redrive("{\"ids\":[\"" + toDisabled + "\",\"" + toDeleted + "\"]}");
    assertThat(answer.json().path("redriven").asInt()).isZero();
    assertThat(answer.json().at("/results/0/reason").asText()).contains("disabled");
    assertThat(answer.json().at("/results/1/reason").asText()).contains("deleted");
  }

  @Test
  void aTestIsADeliveryOfItsOwn() {
    UUID endpoint = endpoint("acme", "{content_request.failed}");
    String path = "/v1/webhook-endpoints/" + endpoint + "/test";
    Answer made =
        API.send(API.request(path).header("Idempotency-Key", "t").POST(BodyPublishers.noBody()));
    Answer again =
        API.send(API.request(path).header("Idempotency-Key", "t").POST(BodyPublishers.noBody()));

    assertThat(made.status()).isEqualTo(202);
    assertThat(made.text("event_type")).isEqualTo("webhook.test");
    assertThat(made.header("Location")).isEqualTo(PATH + "/" + made.id());
    assertThat(again.id()).isEqualTo(made.id());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(API.get(PATH + "/" + made.id()).json().at("/payload/type").asText())
        .isEqualTo("webhook.test");
  }

  private static Answer redrive(String body) {
    return API.post(PATH + "/redrive", body);
  }

  private static String state(UUID id) {
    return API.database().text("SELECT state FROM webhook_deliveries WHERE id = ?", id);
  }

  private static UUID endpoint(String organization, String types) {
    UUID id = ContentRequestRepository.newId();
    API.database()
        .execute(
            """
            INSERT INTO webhook_endpoints (id, organization_id, url, event_types)
            VALUES (?, ?, 'https://example.com/', ?::text[])
            """,
            id,
            organization,
            types);
    return id;
  }

  private static UUID delivery(String organization, String state) {
    return delivery(organization, state, null);
  }

  private static UUID delivery(String organization, String state, @Nullable UUID endpoint) {
    UUID id = ContentRequestRepository.newId();
    API.database()
        .execute(
            """
            INSERT INTO webhook_deliveries
              (id, organization_id, endpoint_id, callback_url, receiver, event_type, subject_id, payload, state, attempts,
               next_attempt_at, failed_at, last_error)
            SELECT id, ?, endpoint, CASE WHEN endpoint IS NULL THEN 'https://example.com/' END, 'r',
                   'content_request.failed', gen_random_uuid(), '{"type":"content_request.failed"}', state, 1,
                   CASE WHEN state = 'pending' THEN now() END, CASE WHEN state = 'failed' THEN now() END, 'e'
            FROM (SELECT ?::uuid AS id, ?::uuid AS endpoint, ?::text AS state) i
            """,
            organization,
            id,
            endpoint,
            state);
    return id;
  }
}
