package dev.millrace.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written when a request ends. */
class CallbacksTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final String URL = "https://Example.com:8443/told?token=1";

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @Test
  void eachEndIsToldToEachPlaceOnce() throws Exception {
    UUID request = ContentRequestRows.failed(DATABASE);
    call(request);
    UUID all = endpoint("test-organization", "{}");
    UUID failures = endpoint("test-organization", "{content_request.failed}");
    endpoint("test-organization", "{content_request.completed}");
    endpoint("another", "{}");

    assertThat(ended(request)).isEqualTo(3);
    assertThat(ended(request)).as("the second time").isZero();
    assertThat(
            DATABASE.list(
                "SELECT endpoint_id FROM webhook_deliveries",
                row -> row.getObject("endpoint_id", UUID.class)))
        .containsExactlyInAnyOrder(null, all, failures);
    JsonNode payload =
        new ObjectMapper()
            .readTree(DATABASE.text("SELECT payload FROM webhook_deliveries LIMIT 1"));
    assertThat(payload.path("type").asText()).isEqualTo("content_request.failed");
    assertThat(payload.at("/data/id").asText()).isEqualTo(request.toString());
    assertThat(payload.at("/data/error/class").asText()).isEqualTo("transient");
  }

  @Test
  void theNextEndOfARequestIsToldAnew() {
    UUID request = ContentRequestRows.cancelled(DATABASE);
    call(request);
    ended(request);
    DATABASE.execute("UPDATE content_requests SET dispatch = dispatch + 1 WHERE id = ?", request);

    assertThat(ended(request)).isEqualTo(1);
  }

  @Test
  void whatHasNotEndedIsNotTold() {
    UUID request = ContentRequestRows.processing(DATABASE);
    call(request);

    assertThat(ended(request)).isZero();
  }

  @Test
  void anEndThatIsRolledBackIsNotTold() {
    UUID request = ContentRequestRows.cancelled(DATABASE);
    call(request);
    Callbacks callbacks = DATABASE.bean(Callbacks.class);

    assertThatThrownBy(
            () ->
                DATABASE
                    .database()
                    .write(
                        connection -> {
                          callbacks.ended(connection, List.of(request));
                          throw new IllegalStateException("after all, no");
                        }))
        .hasMessage("after all, no");
    assertThat(DATABASE.count("webhook_deliveries")).isZero();
  }

  @Test
  void whoeverSharesAnOriginSharesAReceiver() {
    UUID request = ContentRequestRows.cancelled(DATABASE);
    call(request);
    endpoint("test-organization", "{}");
    ended(request);

    assertThat(DATABASE.text("SELECT string_agg(DISTINCT receiver, ',') FROM webhook_deliveries"))
        .isEqualTo("test-organization https://example.com:8443");
  }

  @Test
  void whatNobodyCouldReadDoesNotKeepARequestFromEnding() {
    UUID request = ContentRequestRows.cancelled(DATABASE);
    DATABASE.execute("UPDATE content_requests SET callback_url = 'nonsense' WHERE id = ?", request);

    assertThat(ended(request)).isEqualTo(1);
  }

  private static void call(UUID request) {
    DATABASE.execute("UPDATE content_requests SET callback_url = ? WHERE id = ?", URL, request);
  }

  private static int ended(UUID request) {
    Callbacks callbacks = DATABASE.bean(Callbacks.class);
    return DATABASE.database().write(connection -> callbacks.ended(connection, List.of(request)));
  }

  private static UUID endpoint(String organization, String types) {
    UUID id = ContentRequestRepository.newId();
    DATABASE.execute(
        """
        INSERT INTO webhook_endpoints (id, organization_id, url, event_types)
        VALUES (?, ?, 'https://example.com:8443/', ?::text[])
        """,
        id,
        organization,
        types);
    return id;
  }
}
