package dev.millrace.database;

import static dev.millrace.testing.SqlAssertions.assertRefusedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not be written cannot be: for each constraint of the schema, a row that it refuses. */
class SchemaConstraintsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  private static final Function<MigratedDatabase, UUID> PENDING = ContentRequestRows::pending;
  private static final Function<MigratedDatabase, UUID> PROCESSING = ContentRequestRows::processing;
  private static final Function<MigratedDatabase, UUID> COMPLETED = ContentRequestRows::completed;
  private static final Function<MigratedDatabase, UUID> FAILED = ContentRequestRows::failed;
  private static final Function<MigratedDatabase, UUID> CANCELLED = ContentRequestRows::cancelled;

  private static final Map<Function<MigratedDatabase, UUID>, UUID> LEGAL =
      new ConcurrentHashMap<>();

  /** A change of a legal row that breaks one rule; {@code ?} is the request's id. */
  record Illegal(String constraint, Function<MigratedDatabase, UUID> legal, String change) {
    @Override
    public String toString() {
      return constraint + ": " + change;
    }
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  static Stream<Illegal> illegal() {
    return Stream.of(
        request("content_requests_organization_id_check", PENDING, "organization_id = ''"),
        request(
            "content_requests_organization_id_check", PENDING, "organization_id = repeat('o', 65)"),
        request("content_requests_correlation_id_check", PENDING, "correlation_id = ''"),
        request(
            "content_requests_correlation_id_check", PENDING, "correlation_id = repeat('c', 129)"),
        request("content_requests_student_id_check", PENDING, "student_id = ''"),
        request("content_requests_topic_check", PENDING, "topic = repeat('t', 501)"),
        request("content_requests_grade_level_check", PENDING, "grade_level = ''"),
        request("content_requests_format_check", PENDING, "format = 'poem'"),
        request("content_requests_metadata_check", PENDING, "metadata = '[]'"),
        request(
            "content_requests_status_check", COMPLETED, "status = 'archived', completed_at = NULL"),
        request("content_requests_retry_count_check", PENDING, "retry_count = -1"),
        request("content_requests_max_attempts_check", PENDING, "max_attempts = 0"),
        request("content_requests_progress_check", PENDING, "progress = 101"),
        request("content_requests_progress_check", PENDING, "progress = -1"),
        request("content_requests_wait_reason_check", PENDING, "wait_reason = 'mood'"),
        request("content_requests_dispatch_check", PENDING, "dispatch = 0"),
        request("content_requests_publications_check", PENDING, "publications = -1"),
        request("content_requests_error_class_check", PENDING, "error_class = 'bad_luck'"),
        request("content_requests_input_tokens_check", PENDING, "input_tokens = -1"),
        request("content_requests_output_tokens_check", PENDING, "output_tokens = -1"),
        request("content_requests_images_check", PENDING, "images = -1"),
        request("content_requests_cost_check", PENDING, "cost = -0.01"),
        request("content_requests_event_seq_check", PENDING, "event_seq = -1"),
        request("pending_is_due_for_publication", PENDING, "next_publish_at = NULL"),
        request(
            "pending_is_due_for_publication",
            PENDING,
            "wait_reason = 'organization_limit', published_at = NULL"),
        request(
            "without_a_place_is_unpublished",
            PENDING,
            "wait_reason = 'organization_limit', next_publish_at = NULL"),
        request("processing_holds_a_lease", PROCESSING, "lease_until = NULL"),
        request(
            "processing_holds_a_lease",
            PENDING,
            "lease_until = now(), lease_token = gen_random_uuid(), lease_owner = 'w'"),
        request("a_lease_has_a_token", PROCESSING, "lease_token = NULL"),
        request("a_lease_has_a_token", PROCESSING, "lease_owner = NULL"),
        request("processing_has_started", PROCESSING, "started_at = NULL"),
        request(
            "processing_is_rescued_after_its_lease",
            PROCESSING,
            "next_publish_at = lease_until - interval '1 second'"),
        request("processing_is_rescued_after_its_lease", PROCESSING, "next_publish_at = NULL"),
        request("ended_is_not_published", COMPLETED, "next_publish_at = now()"),
        request("ended_is_not_published", FAILED, "next_publish_at = now()"),
        request("ended_is_not_published", CANCELLED, "next_publish_at = now()"),
        request("completed_has_a_time", COMPLETED, "completed_at = NULL"),
        request("completed_has_a_time", PENDING, "completed_at = now()"),
        request("completed_is_whole", COMPLETED, "progress = 99"),
        request("completed_is_whole", COMPLETED, "error_class = 'transient'"),
        request("failed_has_a_time", FAILED, "failed_at = NULL"),
        request("failed_has_a_reason", FAILED, "error_class = NULL"),
        request("failed_has_a_reason", FAILED, "error_message = NULL"),
        request("failed_has_a_reason", FAILED, "error_fingerprint = NULL"),
        request("cancelled_has_a_time", CANCELLED, "cancelled_at = NULL"),
        request("cancelled_has_a_time", PENDING, "cancelled_at = now()"),
        request("an_unpublished_wait_has_a_time", CANCELLED, "wait_reason = 'budget'"),
        request("callback_url_is_bounded", PENDING, "callback_url = ''"),
        new Illegal(
            "content_requests_correlation",
            PENDING,
            """
            INSERT INTO content_requests
              (id, organization_id, correlation_id, student_id, topic, grade_level, format, next_publish_at)
            SELECT gen_random_uuid(), organization_id, correlation_id, 's', 't', 'g', 'lesson', now()
            FROM content_requests WHERE id = ?
            """),
        event("request_events_seq_check", PENDING, "0, 'started', '{}'"),
        event("request_events_event_check", PENDING, "2, 'forgotten', '{}'"),
        event("request_events_data_check", PENDING, "2, 'started', '[]'"),
        event("request_events_pkey", PENDING, "1, 'started', '{}'"),
        event("request_events_completed_once", COMPLETED, "4, 'completed', '{}'"),
        new Illegal(
            "contents_pkey",
            COMPLETED,
            "INSERT INTO contents SELECT * FROM contents WHERE request_id = ?"),
        letter("dead_letters_payload_bytes_check", "payload_bytes = -1"),
        letter("dead_letters_attributes_check", "attributes = '[]'"),
        letter("dead_letters_copy_attributes_check", "copy_attributes = '[]'"),
        letter("dead_letters_status_check", "status = 'lost', redriven_at = NULL"),
        letter("dead_letters_redrive_count_check", "redrive_count = -1"),
        letter("a_row_has_a_dispatch", "dispatch = NULL"),
        letter("a_letter_is_of_one_row", "run_id = gen_random_uuid()"),
        letter("redriven_has_a_time", "status = 'redriven'"),
        letter("redriven_has_a_time", "redriven_at = now()"),
        new Illegal(
            "dead_letters_of_a_dispatch",
            FAILED,
            """
            INSERT INTO dead_letters
              (id, organization_id, request_id, dispatch, subscription, error_class, error_message, fingerprint,
               payload, payload_bytes)
            SELECT gen_random_uuid(), organization_id, request_id, dispatch, 'other', error_class, error_message,
                   fingerprint, payload, payload_bytes
            FROM dead_letters WHERE request_id = ?
            """),
        new Illegal(
            "dead_letters_of_a_message",
            PENDING,
            """
            INSERT INTO dead_letters
              (id, organization_id, subscription, message_id, error_class, error_message, fingerprint, payload,
               payload_bytes)
            SELECT gen_random_uuid(), 'o', 's', ?::text, 'invalid_request', 'm', 'f', '', 0 FROM generate_series(1, 2)
            """),
        new Illegal(
            "idempotency_keys_key_check",
            PENDING,
            "INSERT INTO idempotency_keys VALUES (?::text, '', sha256(''), '{}')"),
        new Illegal(
            "idempotency_keys_body_hash_check",
            PENDING,
            "INSERT INTO idempotency_keys VALUES (?::text, 'key', 'short', '{}')"),
        new Illegal(
            "idempotency_keys_pkey",
            PENDING,
            "INSERT INTO idempotency_keys SELECT ?::text, 'key', sha256(''), '{}' FROM"
                + " generate_series(1, 2)"),
        new Illegal(
            "service_heartbeats_in_flight_check",
            PENDING,
            "INSERT INTO service_heartbeats (instance_id, service, version, in_flight) VALUES"
                + " (?::text, 's', '1', -1)"),
        new Illegal(
            "audit_log_detail_check",
            PENDING,
            "INSERT INTO audit_log (id, organization_id, actor, action, target, detail) VALUES (?,"
                + " 'o', 'a', 'b', 'c', '3')"));
  }

  @ParameterizedTest
  @MethodSource("illegal")
  void whatBreaksARuleIsRefused(Illegal illegal) {
    // What was refused changed nothing, so one row of each state serves every case.
    UUID request = LEGAL.computeIfAbsent(illegal.legal(), legal -> legal.apply(DATABASE));

    assertRefusedBy(illegal.constraint(), () -> DATABASE.execute(illegal.change(), request));
  }

  @Test
  void everyCheckOfTheSchemaHasACaseHere() {
    List<String> covered = illegal().map(Illegal::constraint).toList();

    assertThat(
            DATABASE.list(
                """
                SELECT conname FROM pg_constraint
                WHERE contype = 'c'
                  AND conrelid IN ('content_requests'::regclass, 'contents'::regclass, 'request_events'::regclass,
                                   'dead_letters'::regclass, 'idempotency_keys'::regclass,
                                   'service_heartbeats'::regclass, 'audit_log'::regclass)
                """,
                row -> row.getString("conname")))
        .isSubsetOf(covered);
  }

  @Test
  void aRequestTakesAllThatIsItsOwnAlong() {
    UUID completed = ContentRequestRows.completed(DATABASE);
    UUID failed = ContentRequestRows.failed(DATABASE);

    DATABASE.execute("DELETE FROM content_requests WHERE id IN (?, ?)", completed, failed);

    for (String table : List.of("contents", "request_events", "dead_letters")) {
      assertThat(
              DATABASE.number(
                  "SELECT count(*) FROM %s WHERE request_id IN (?, ?)".formatted(table),
                  completed,
                  failed))
          .as(table)
          .isZero();
    }
  }

  private static Illegal request(
      String constraint, Function<MigratedDatabase, UUID> legal, String change) {
    return new Illegal(
        constraint, legal, "UPDATE content_requests SET " + change + " WHERE id = ?");
  }

  private static Illegal event(
      String constraint, Function<MigratedDatabase, UUID> legal, String values) {
    return new Illegal(
        constraint,
        legal,
        "INSERT INTO request_events (request_id, seq, event, data) VALUES (?, " + values + ")");
  }

  private static Illegal letter(String constraint, String change) {
    return new Illegal(
        constraint, FAILED, "UPDATE dead_letters SET " + change + " WHERE request_id = ?");
  }
}
