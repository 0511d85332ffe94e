package dev.millrace.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.testing.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an organization wants to be told, and what signs. */
final class WebhookEndpointsTest {
  private static final String PATH = "/v1/webhook-endpoints";
  private static final String URL = "https://example.com/millrace";
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
  void theSecretIsShownWhenTheEndpointIsMadeAndNeverAgain() {
    Answer made = create("{\"url\":\"" + URL + "\",\"description\":\"ours\"}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo(PATH + "/" + made.id());
    assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    String secret = made.text("secret");
    assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(API.get(PATH + "/" + made.id()).body()).contains(URL).doesNotContain("whsec_");
    assertThat(API.get(PATH).body()).contains(URL).doesNotContain("whsec_");
    assertThat(API.database().text("SELECT encode(secret, 'escape') FROM webhook_secrets"))
        .doesNotContain(secret.substring(6));
  }

  @Test
  void aRepeatedIdempotencyKeyGivesTheEndpointWithoutItsSecret() {
    String body = "{\"url\":\"" + URL + "\"}";
    Answer first = API.send(API.posting(PATH, body).header("Idempotency-Key", "once"));
    Answer again = API.send(API.posting(PATH, body).header("Idempotency-Key", "once"));
    Answer other =
        API.send(
            API.posting(PATH, "{\"url\":\"https://example.org/\"}")
                .header("Idempotency-Key", "once"));

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.json().has("secret")).isFalse();
    assertThat(other.status()).isEqualTo(422);
    assertThat(API.database().count("webhook_endpoints")).isEqualTo(1);
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        Arguments.of("{}", "/url"),
        Arguments.of("{\"url\":null}", "/url"),
        Arguments.of("{\"url\":\"http://example.com\"}", "/url"),
        Arguments.of("{\"url\":\"https://127.0.0.1/\"}", "/url"),
        Arguments.of("{\"url\":\"https://[fd00::1]/\"}", "/url"),
        Arguments.of("{\"url\":\"https://a:b@example.com/\"}", "/url"),
        Arguments.of("{\"url\":\"" + URL + "\",\"event_types\":[\"all\"]}", "/event_types/0"),
        Arguments.of("{\"url\":\"" + URL + "\",\"event_types\":\"all\"}", "/event_types"),
        Arguments.of("{\"url\":\"" + URL + "\",\"enabled\":\"yes\"}", "/enabled"),
        Arguments.of("{\"url\":\"" + URL + "\",\"secret\":\"mine\"}", "/secret"),
        Arguments.of("[]", ""));
  }

  @ParameterizedTest
  @MethodSource
  void invalid(String body, String pointer) {
    Answer answer = create(body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().path("errors"))
        .extracting(error -> error.path("pointer").asText())
        .containsExactly(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "nonsense"})
  void whatIsNotJsonIsABadRequest(String body) {
    assertThat(create(body).status()).isEqualTo(400);
  }

  @Test
  void endpointsAreListedPageByPage() {
    List<UUID> made =
        IntStream.range(0, 5).mapToObj(each -> create("{\"url\":\"" + URL + "\"}").id()).toList();
    List<UUID> listed = new ArrayList<>();
    Answer page = API.get(PATH + "?limit=2");
    while (true) {
      page.json()
          .path("items")
          .forEach(each -> listed.add(UUID.fromString(each.path("id").asText())));
      if (page.text("next_cursor").isEmpty()) {
        break;
      }
      assertThat(page.header("Link")).contains("rel=\"next\"");
      page = API.get(PATH + "?limit=2&cursor=" + page.text("next_cursor"));
    }

    assertThat(listed).containsExactlyElementsOf(made.reversed());
    assertThat(API.get(PATH + "?colour=red").status()).isEqualTo(400);
  }

  @Test
  void anEndpointIsChangedFieldByField() {
    UUID id = create("{\"url\":\"" + URL + "\",\"description\":\"first\"}").id();

    Answer changed = patch(id, "{\"event_types\":[\"content_request.failed\"]}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("description")).isEqualTo("first");
    assertThat(changed.json().path("event_types").get(0).asText())
        .isEqualTo("content_request.failed");
    Answer bare = patch(id, "{\"description\":null,\"event_types\":[],\"enabled\":false}");
    assertThat(bare.json().has("description")).isFalse();
    assertThat(bare.json().path("event_types")).isEmpty();
    assertThat(bare.text("disabled_reason")).isEqualTo("caller");
    assertThat(patch(id, "{\"url\":\"https://10.0.0.1/\"}").status()).isEqualTo(422);
    assertThat(patch(id, "{\"id\":\"other\"}").status()).isEqualTo(422);
    assertThat(API.get(PATH + "/" + id).text("url")).isEqualTo(URL);
  }

  @Test
  void anEndpointIsDisabledAndEnabled() {
    UUID id = create("{\"url\":\"" + URL + "\"}").id();

    assertThat(post(id, "disable").json().path("enabled").asBoolean()).isFalse();
    assertThat(post(id, "disable").status()).isEqualTo(200);
    assertThat(post(id, "test").status()).isEqualTo(409);
    Answer enabled = post(id, "enable");
    assertThat(enabled.json().path("enabled").asBoolean()).isTrue();
    assertThat(enabled.json().has("disabled_reason")).isFalse();
  }

  @Test
  void aRotationShowsANewSecretAndKeepsTheOlderForAWhile() {
    Answer made = create("{\"url\":\"" + URL + "\"}");
    Answer rotated = API.post(PATH + "/" + made.id() + "/rotate", "{\"overlap\":\"PT1H\"}");

    assertThat(rotated.status()).isEqualTo(200);
    assertThat(rotated.text("secret")).startsWith("whsec_").isNotEqualTo(made.text("secret"));
    assertThat(rotated.text("previous_secret_until")).isNotEmpty();
    Answer atOnce = API.post(PATH + "/" + made.id() + "/rotate", "{\"overlap\":\"PT0S\"}");
    assertThat(atOnce.json().has("previous_secret_until")).isFalse();
    assertThat(post(made.id(), "rotate").text("previous_secret_until")).isNotEmpty();
    assertThat(API.post(PATH + "/" + made.id() + "/rotate", "{\"overlap\":\"P30D\"}").status())
        .isEqualTo(422);
  }

  @Test
  void theOrganizationsOwnSecretIsMadeAndReplacedTheSameWay() {
    assertThat(API.get("/v1/webhook-secret").status()).isEqualTo(404);

    Answer made = API.post("/v1/webhook-secret/rotate", "{}");
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.text("secret")).startsWith("whsec_");
    assertThat(made.json().has("previous_secret_until")).isFalse();
    Answer rotated = API.post("/v1/webhook-secret/rotate", "{}");
    assertThat(rotated.text("secret")).isNotEqualTo(made.text("secret"));
    assertThat(rotated.text("previous_secret_until")).isNotEmpty();
    assertThat(API.get("/v1/webhook-secret").body()).doesNotContain("whsec_");
  }

  @Test
  void anotherOrganizationsEndpointDoesNotExist() {
    UUID id = create("{\"url\":\"" + URL + "\"}").id();
    String path = PATH + "/" + id;

    assertThat(foreign("GET", path)).isEqualTo(404);
    assertThat(foreign("PATCH", path)).isEqualTo(404);
    assertThat(foreign("DELETE", path)).isEqualTo(404);
    for (String verb : List.of("enable", "disable", "rotate", "test")) {
      assertThat(foreign("POST", path + "/" + verb)).as(verb).isEqualTo(404);
    }
    assertThat(API.send(API.requestOf("others", PATH)).json().path("items")).isEmpty();
    assertThat(API.get(path).json().path("enabled").asBoolean()).isTrue();
    assertThat(API.get(PATH + "/nonsense").status()).isEqualTo(404);
  }

  @Test
  void whatIsDeletedIsGoneWithItsSecret() {
    UUID id = create("{\"url\":\"" + URL + "\"}").id();

    assertThat(API.send(API.request(PATH + "/" + id).DELETE()).status()).isEqualTo(204);
    assertThat(API.get(PATH + "/" + id).status()).isEqualTo(404);
    assertThat(API.send(API.request(PATH + "/" + id).DELETE()).status()).isEqualTo(404);
    assertThat(API.database().count("webhook_secrets")).isZero();
  }

  @Test
  void everyChangeIsAudited() {
    UUID id = create("{\"url\":\"" + URL + "\"}").id();
    patch(id, "{\"description\":\"new\"}");
    post(id, "rotate");
    post(id, "test");
    API.send(API.request(PATH + "/" + id).DELETE());

    assertThat(
            API.database()
                .list(
                    "SELECT action FROM audit_log WHERE target = ? ORDER BY created_at",
                    row -> row.getString("action"),
                    id.toString()))
        .containsExactly(
            "webhook_endpoints.create",
            "webhook_endpoints.change",
            "webhook_secrets.rotate",
            "webhook_endpoints.test",
            "webhook_endpoints.delete");
    assertThat(API.database().text("SELECT string_agg(detail::text, ' ') FROM audit_log"))
        .doesNotContain("whsec_");
  }

  @Test
  void anOrganizationHasSoManyEndpointsAtMost() {
    API.database()
        .execute(
            """
            INSERT INTO webhook_endpoints (id, organization_id, url)
            SELECT gen_random_uuid(), 'acme', 'https://example.com/' FROM generate_series(1, 50)
            """);

    assertThat(create("{\"url\":\"" + URL + "\"}").status()).isEqualTo(409);
  }

  private static Answer create(String body) {
    return API.post(PATH, body);
  }

  private static Answer post(UUID id, String verb) {
    return API.send(API.request(PATH + "/" + id + "/" + verb).POST(BodyPublishers.noBody()));
  }

  private static Answer patch(UUID id, String body) {
    return API.send(
        API.request(PATH + "/" + id)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  private static int foreign(String verb, String path) {
    HttpRequest.Builder request =
        API.requestOf("others", path).header("Content-Type", "application/json");
    return API.send(
            request.method(
                verb,
                verb.equals("GET") || verb.equals("DELETE")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString("{}")))
        .status();
  }
}
