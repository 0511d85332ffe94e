package dev.millrace.api.testing;

import dev.millrace.testing.MigratedDatabase;
import java.util.UUID;

/** What a worker does to a request, done at once and by hand. */
public final class Work {
  private final MigratedDatabase database;

  Work(MigratedDatabase database) {
    this.database = database;
  }

  /** Begins. */
  public void start(UUID id) {
    change(
        id,
        "status = 'processing', started_at = now(), lease_token = gen_random_uuid(), lease_owner = 'test',"
            + " lease_until = now() + interval '1 minute', next_publish_at = now() + interval '2 minutes'",
        "started");
  }

  /** Tells how far it is. */
  public void progress(UUID id, int percent) {
    change(id, "progress = " + percent + ", stage = 'writing'", "progress");
  }

  /** Ends well, with this Markdown. */
  public void complete(UUID id, String markdown) {
    database.execute(
        """
        INSERT INTO contents (request_id, organization_id, document, markdown, provider, model, prompt_version)
        SELECT id, organization_id, '{"title":"Tides"}', ?, 'offline', 'offline', '1'
        FROM content_requests WHERE id = ?
        """,
        markdown,
        id);
    change(
        id,
        "status = 'completed', progress = 100, completed_at = now(), started_at = now(), lease_until = NULL,"
            + " next_publish_at = NULL, stage = NULL, input_tokens = 10, cost = 0.0125",
        "completed");
  }

  /** Ends badly, with a dead letter; answers the letter's id. */
  public UUID fail(UUID id, String message) {
    change(
        id,
        "status = 'failed', failed_at = now(), retry_count = 5, lease_until = NULL, next_publish_at = NULL,"
            + " error_class = 'transient', error_message = '"
            + message
            + "', error_fingerprint = md5('"
            + message
            + "')",
        "failed");
    UUID letter = UUID.randomUUID();
    database.execute(
        """
        INSERT INTO dead_letters (id, organization_id, request_id, dispatch, correlation_id, subscription,
          error_class, error_message, fingerprint, payload, payload_bytes)
        SELECT ?, organization_id, id, dispatch, correlation_id, 'content-generation-sub', error_class,
               error_message, error_fingerprint, '{}', 2
        FROM content_requests WHERE id = ?
        """,
        letter,
        id);
    return letter;
  }

  /** Stores a message that never became a request; answers the letter's id. */
  public UUID poison(String organization, String messageId, String payload) {
    UUID letter = UUID.randomUUID();
    database.execute(
        """
        INSERT INTO dead_letters (id, organization_id, subscription, error_class, error_message, fingerprint,
          payload, payload_bytes, message_id)
        VALUES (?, ?, 'content-generation-sub', 'invalid_request', 'Not a request', 'poison',
          convert_to(?, 'UTF8'), length(convert_to(?, 'UTF8')), ?)
        """,
        letter,
        organization,
        payload,
        payload,
        messageId);
    return letter;
  }

  private void change(UUID id, String assignments, String event) {
    database.execute(
        "WITH changed AS (UPDATE content_requests SET "
            + assignments
            + ", event_seq = event_seq + 1, updated_at = now() WHERE id = ? RETURNING id, event_seq)"
            + " INSERT INTO request_events (request_id, seq, event) SELECT id, event_seq, '"
            + event
            + "' FROM changed",
        id);
  }
}
