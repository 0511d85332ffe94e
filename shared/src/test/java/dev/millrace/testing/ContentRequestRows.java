package dev.millrace.testing;

import dev.millrace.content.ContentRequestRepository;
import java.util.UUID;

/** Rows of {@code content_requests} in each of their states, with the events that led there. */
public final class ContentRequestRows {
  private ContentRequestRows() {}

  /** One that was published just now and waits for a worker. */
  public static UUID pending(MigratedDatabase database) {
    UUID id = ContentRequestRepository.newId();
    database.execute(
        """
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, published_at, next_publish_at,
           event_seq)
        VALUES (?, 'test-organization', ?, 'test-student', 'Python Basics', '9th Grade', 'lesson', now(),
                now() + interval '60 seconds', 1)
        """,
        id,
        id.toString());
    event(database, id, "accepted");
    return id;
  }

  /** One whose publication failed: due at once. */
  public static UUID unpublished(MigratedDatabase database) {
    UUID id = pending(database);
    database.execute(
        "UPDATE content_requests SET published_at = NULL, next_publish_at = now() WHERE id = ?",
        id);
    return id;
  }

  /** One that waits for a place in its organization. */
  public static UUID placeless(MigratedDatabase database) {
    UUID id = pending(database);
    database.execute(
        """
        UPDATE content_requests
        SET published_at = NULL, next_publish_at = NULL, wait_reason = 'organization_limit'
        WHERE id = ?
        """,
        id);
    return id;
  }

  /** One under a lease of half a minute. */
  public static UUID processing(MigratedDatabase database) {
    UUID id = pending(database);
    database.execute(
        """
        UPDATE content_requests
        SET status = 'processing', started_at = now(), lease_token = gen_random_uuid(), lease_owner = 'test-worker',
            lease_until = now() + interval '30 seconds', next_publish_at = now() + interval '90 seconds',
            event_seq = event_seq + 1
        WHERE id = ?
        """,
        id);
    event(database, id, "started");
    return id;
  }

  /** One that ended well, with its content. */
  public static UUID completed(MigratedDatabase database) {
    UUID id = processing(database);
    database.execute(
        """
        UPDATE content_requests
        SET status = 'completed', completed_at = now(), progress = 100, lease_until = NULL, next_publish_at = NULL,
            event_seq = event_seq + 1
        WHERE id = ?
        """,
        id);
    database.execute(
        """
        INSERT INTO contents (request_id, organization_id, document, markdown, provider, model, prompt_version)
        VALUES (?, 'test-organization', '{"title":"Python Basics"}', '# Python Basics', 'offline', 'offline-1', '1')
        """,
        id);
    event(database, id, "completed");
    return id;
  }

  /** One that failed for good, with its dead letter. */
  public static UUID failed(MigratedDatabase database) {
    UUID id = processing(database);
    database.execute(
        """
        UPDATE content_requests
        SET status = 'failed', failed_at = now(), lease_until = NULL, next_publish_at = NULL, retry_count = 5,
            error_class = 'transient', error_message = 'The provider is away', error_fingerprint = '0123456789abcdef',
            event_seq = event_seq + 1
        WHERE id = ?
        """,
        id);
    database.execute(
        """
        INSERT INTO dead_letters
          (id, organization_id, request_id, dispatch, correlation_id, subscription, error_class, error_message,
           fingerprint, payload, payload_bytes)
        SELECT gen_random_uuid(), organization_id, id, dispatch, correlation_id, 'content-generation-sub', error_class,
               error_message, error_fingerprint, '{}', 2
        FROM content_requests WHERE id = ?
        """,
        id);
    event(database, id, "failed");
    return id;
  }

  /** One that was cancelled before it ran. */
  public static UUID cancelled(MigratedDatabase database) {
    UUID id = pending(database);
    database.execute(
        """
        UPDATE content_requests
        SET status = 'cancelled', cancelled_at = now(), next_publish_at = NULL, event_seq = event_seq + 1
        WHERE id = ?
        """,
        id);
    event(database, id, "cancelled");
    return id;
  }

  private static void event(MigratedDatabase database, UUID request, String event) {
    database.execute(
        """
        INSERT INTO request_events (request_id, seq, event)
        SELECT id, event_seq, ? FROM content_requests WHERE id = ?
        """,
        event,
        request);
  }
}
