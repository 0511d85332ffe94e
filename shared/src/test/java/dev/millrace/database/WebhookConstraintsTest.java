package dev.millrace.database;

import static dev.millrace.testing.SqlAssertions.assertRefusedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link SchemaConstraintsTest}, of the tables of webhooks. */
class WebhookConstraintsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final String ENDPOINTS = "webhook_endpoints";
  private static final String SECRETS = "webhook_secrets";
  private static final String DELIVERIES = "webhook_deliveries";

  /** A change of a legal row that breaks one rule. */
  record Illegal(String table, String constraint, String change) {}

  @BeforeAll
  static void insert() {
    DATABASE.execute(
        """
        INSERT INTO webhook_endpoints (id, organization_id, url)
        VALUES (gen_random_uuid(), 'o', 'https://example.com/')
        """);
    DATABASE.execute(
        """
        INSERT INTO webhook_secrets (id, organization_id, endpoint_id, secret)
        SELECT gen_random_uuid(), 'o', id, 'sealed' FROM webhook_endpoints
        """);
    DATABASE.execute(
        """
        INSERT INTO webhook_deliveries (id, organization_id, callback_url, receiver, event_type, subject_id, payload)
        VALUES (gen_random_uuid(), 'o', 'https://example.com/', 'o https://example.com', 'agent_run.failed',
                gen_random_uuid(), '{}')
        """);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  static Stream<Illegal> illegal() {
    return Stream.of(
        of(ENDPOINTS, "webhook_endpoints_organization_id_check", "organization_id = ''"),
        of(ENDPOINTS, "webhook_endpoints_url_check", "url = ''"),
        of(ENDPOINTS, "webhook_endpoints_description_check", "description = ''"),
        of(ENDPOINTS, "webhook_endpoints_event_types_check", "event_types = '{webhook.test}'"),
        of(
            ENDPOINTS,
            "webhook_endpoints_disabled_reason_check",
            "enabled = false, disabled_at = now(), disabled_reason = 'mood'"),
        of(ENDPOINTS, "a_disabled_endpoint_says_why", "enabled = false, disabled_at = now()"),
        of(
            ENDPOINTS,
            "a_disabled_endpoint_says_since_when",
            "enabled = false, disabled_reason = 'gone'"),
        of(SECRETS, "webhook_secrets_organization_id_check", "organization_id = ''"),
        of(SECRETS, "a_previous_secret_has_an_end", "previous_secret = 'x'"),
        of(SECRETS, "a_previous_secret_has_an_end", "previous_until = now()"),
        of(DELIVERIES, "webhook_deliveries_organization_id_check", "organization_id = ''"),
        of(DELIVERIES, "webhook_deliveries_callback_url_check", "callback_url = ''"),
        of(DELIVERIES, "webhook_deliveries_receiver_check", "receiver = ''"),
        of(DELIVERIES, "webhook_deliveries_event_type_check", "event_type = 'lunch'"),
        of(DELIVERIES, "webhook_deliveries_occurrence_check", "occurrence = 0"),
        of(DELIVERIES, "webhook_deliveries_payload_check", "payload = '[]'"),
        of(DELIVERIES, "webhook_deliveries_state_check", "state = 'lost', next_attempt_at = NULL"),
        of(DELIVERIES, "webhook_deliveries_attempts_check", "attempts = -1"),
        of(DELIVERIES, "webhook_deliveries_redrives_check", "redrives = -1"),
        of(DELIVERIES, "webhook_deliveries_last_status_check", "last_status = 7"),
        of(DELIVERIES, "webhook_deliveries_last_error_check", "last_error = repeat('x', 501)"),
        of(DELIVERIES, "webhook_deliveries_attempt_log_check", "attempt_log = '{}'"),
        of(DELIVERIES, "an_endpoint_or_a_url", "endpoint_id = gen_random_uuid()"),
        of(DELIVERIES, "an_endpoint_or_a_url", "callback_url = NULL"),
        of(DELIVERIES, "pending_has_a_next_attempt", "next_attempt_at = NULL"),
        of(
            DELIVERIES,
            "delivering_holds_a_lease",
            "state = 'delivering', attempts = 1, next_attempt_at = NULL"),
        of(
            DELIVERIES,
            "a_lease_has_a_token",
            "state = 'delivering', attempts = 1, next_attempt_at = NULL, lease_until = now()"),
        of(
            DELIVERIES,
            "delivering_counts_its_attempt",
            """
            state = 'delivering', next_attempt_at = NULL, lease_until = now(), lease_owner = 'w',
            lease_token = gen_random_uuid()
            """),
        of(
            DELIVERIES,
            "delivered_has_a_time",
            "state = 'delivered', next_attempt_at = NULL, last_status = 200"),
        of(
            DELIVERIES,
            "delivered_was_answered",
            "state = 'delivered', next_attempt_at = NULL, delivered_at = now(), last_status = 500"),
        of(
            DELIVERIES,
            "failed_has_a_time",
            "state = 'failed', next_attempt_at = NULL, last_error = 'e'"),
        of(
            DELIVERIES,
            "failed_has_a_reason",
            "state = 'failed', next_attempt_at = NULL, failed_at = now()"));
  }

  @ParameterizedTest
  @MethodSource("illegal")
  void whatBreaksARuleIsRefused(Illegal illegal) {
    assertRefusedBy(
        illegal.constraint(),
        () -> DATABASE.execute("UPDATE " + illegal.table() + " SET " + illegal.change()));
  }

  @Test
  void anOwnerHasOneSecretAndAnEndOneDeliveryToEachPlace() {
    assertRefusedBy(
        "one_secret_of_each",
        () ->
            DATABASE.execute(
                """
                INSERT INTO webhook_secrets (id, organization_id, endpoint_id, secret)
                SELECT gen_random_uuid(), organization_id, endpoint_id, secret FROM webhook_secrets
                """));
    assertRefusedBy(
        "one_delivery_of_an_end",
        () ->
            DATABASE.execute(
                """
                INSERT INTO webhook_deliveries (id, organization_id, callback_url, receiver, event_type, subject_id, payload)
                SELECT gen_random_uuid(), organization_id, callback_url, receiver, event_type, subject_id, payload
                FROM webhook_deliveries
                """));
  }

  @Test
  void everyCheckHasACaseHere() {
    List<String> covered = illegal().map(Illegal::constraint).toList();

    assertThat(
            DATABASE.list(
                """
                SELECT conname FROM pg_constraint
                WHERE contype = 'c'
                  AND conrelid IN ('webhook_endpoints'::regclass, 'webhook_secrets'::regclass,
                                   'webhook_deliveries'::regclass)
                """,
                row -> row.getString("conname")))
        .isSubsetOf(covered);
  }

  private static Illegal of(String table, String constraint, String change) {
    return new Illegal(table, constraint, change);
  }
}
