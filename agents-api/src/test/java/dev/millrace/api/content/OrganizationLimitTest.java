package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.SqlAssertions;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An organization has so many requests in flight, however they come; here three. */
final class OrganizationLimitTest {
  private static final String WAITS = "organization limit: others of this organization come first";
  private static final LiveApi API =
      LiveApi.start(Map.of("millrace.organizations.max-in-flight", 3));

  // Who was refused a moment ago is refused without a look: each test is of another organization.
  private static int organization;

  @AfterEach
  void clear() {
    SqlAssertions.assertEventsAreGapless(API.database());
    API.database().clear();
    organization++;
  }

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void whatIsBeyondTheLimitIsAcceptedAndSaysThatItWaits() {
    for (int number = 0; number < 3; number++) {
      assertThat(create().text("waiting_on")).isEqualTo("in the queue");
    }

    Answer fourth = create();

    assertThat(fourth.status()).isEqualTo(202);
    assertThat(fourth.text("status")).isEqualTo("pending");
    assertThat(fourth.text("waiting_on")).isEqualTo(WAITS);
    assertThat(get(fourth.id()).text("waiting_on")).isEqualTo(WAITS);
    assertThat(get(fourth.id()).header("Retry-After")).isNotEmpty();
    assertThat(published()).isEqualTo(3);
  }

  @Test
  void theItemsOfABatchAreTakenInTheirOrder() {
    Answer batch =
        send(
            "/v1/content-requests:batch",
            "{\"requests\":[%1$s,%1$s,%1$s,%1$s,%1$s]}".formatted(ContentRequestJson.valid()));

    assertThat(batch.status()).as(batch::body).isBetween(200, 207);
    assertThat(published()).isEqualTo(3);
    assertThat(batch.body()).contains(WAITS);
  }

  @Test
  void whatWaitsCanBeCancelled() {
    UUID waiting = waiting();

    assertThat(post(waiting, "cancel").text("status")).isEqualTo("cancelled");
    assertThat(API.database().events(waiting)).containsExactly("accepted", "cancelled");
  }

  @Test
  void aRetryBeyondTheLimitWaitsToo() {
    UUID waiting = waiting();
    post(waiting, "cancel");

    Answer retried = post(waiting, "retry");

    assertThat(retried.text("waiting_on")).isEqualTo(WAITS);
    assertThat(API.database().events(waiting)).containsExactly("accepted", "cancelled", "retried");
    assertThat(published()).isEqualTo(3);
  }

  @Test
  void aRedriveBeyondTheLimitWaitsToo() {
    UUID failed = create().id();
    API.work().fail(failed, "Away");
    for (int number = 0; number < 3; number++) {
      create();
    }

    Answer redriven =
        send("/v1/dead-letters/redrive", "{\"fingerprint\":\"%s\"}".formatted(fingerprint(failed)));

    assertThat(redriven.json().path("redriven").asInt()).as(redriven::body).isEqualTo(1);
    assertThat(get(failed).text("waiting_on")).isEqualTo(WAITS);
    assertThat(published()).isEqualTo(3);
  }

  @Test
  void aPacedRedriveTakesNoPlaceBeforeItsTime() {
    UUID failed = create().id();
    API.work().fail(failed, "Away");

    send(
        "/v1/dead-letters/redrive",
        "{\"fingerprint\":\"%s\",\"per_second\":1}".formatted(fingerprint(failed)));

    assertThat(get(failed).text("waiting_on")).startsWith("not before ");
    assertThat(waiting()).as("three others had places").isNotNull();
    assertThat(published()).isEqualTo(3);
  }

  private static UUID waiting() {
    for (int number = 0; number < 3; number++) {
      create();
    }
    return create().id();
  }

  private static Answer create() {
    return send("/v1/content-requests", ContentRequestJson.valid().toString());
  }

  private static Answer get(UUID id) {
    return API.send(API.requestOf(name(), "/v1/content-requests/" + id).GET());
  }

  private static Answer post(UUID id, String verb) {
    return send("/v1/content-requests/" + id + "/" + verb, "");
  }

  private static Answer send(String path, String json) {
    return API.send(
        API.requestOf(name(), path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private static String name() {
    return "organization-" + organization;
  }

  private static String fingerprint(UUID failed) {
    return API.database()
        .text("SELECT error_fingerprint FROM content_requests WHERE id = ?", failed);
  }

  private static long published() {
    return API.database()
        .number(
            "SELECT count(*) FROM content_requests WHERE status = 'pending' AND published_at IS NOT"
                + " NULL");
  }
}
