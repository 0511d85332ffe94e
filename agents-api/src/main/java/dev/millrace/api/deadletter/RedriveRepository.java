package dev.millrace.api.deadletter;

import com.google.protobuf.ByteString;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.content.Places;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.dispatch.FreshStart;
import dev.millrace.providercall.LostCalls;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What putting letters back does to the tables. Requests are locked before letters, and each in the
 * order of their ids, as the worker does that writes both.
 */
@Singleton
final class RedriveRepository {
  private static final Sql REQUESTS_OF =
      Sql.of(
          """
          SELECT DISTINCT request_id FROM dead_letters
          WHERE id = ANY (:ids) AND organization_id = :organization AND request_id IS NOT NULL
          """);

  private static final Sql LOCK_REQUESTS =
      Sql.of(
          """
          SELECT id, correlation_id, status FROM content_requests
          WHERE id = ANY (:ids)
          ORDER BY id
          FOR UPDATE
          """);

  private static final Sql LOCK_LETTERS =
      Sql.of(
          """
          SELECT id, request_id, run_id, correlation_id, message_id, payload_bytes, attributes ->> 'schema' AS schema,
                 subscription,
                 CASE WHEN request_id IS NULL AND run_id IS NULL THEN payload END AS payload
          FROM dead_letters
          WHERE id = ANY (:ids) AND organization_id = :organization
          ORDER BY id
          FOR UPDATE
          """);

  private static final Sql KNOWN =
      Sql.of(
          """
          SELECT correlation_id, id FROM content_requests
          WHERE organization_id = :organization AND correlation_id = ANY (:correlations)
          """);

  /** A paced request is not published now: the sweep does it when its time has come. */
  private static final Sql REQUEUE =
      Sql.of(
          """
          WITH changed AS (
            UPDATE content_requests r
            SET %s,
                not_before = NULL,
                wait_reason = CASE WHEN i.delay IS NOT NULL THEN 'not_before'
                                   WHEN i.refused THEN 'organization_limit' END,
                published_at = CASE WHEN i.delay IS NULL AND NOT i.refused THEN now() END,
                next_publish_at = CASE WHEN i.delay IS NULL AND i.refused THEN NULL
                                       ELSE now() + coalesce(i.delay, :rescueAfter) * interval '1 second' END
            FROM unnest(:ids, :delays, :letters, :refused) AS i (id, delay, letter, refused)
            WHERE r.id = i.id AND r.status = 'failed'
            RETURNING r.*, i.letter
          ), event AS (
            INSERT INTO request_events (request_id, seq, event, data)
            SELECT id, event_seq, 'redriven', jsonb_build_object('by', :actor::text, 'dead_letter_id', letter)
            FROM changed
          )
          SELECT %s FROM changed r
          """
              .formatted(FreshStart.ASSIGNMENTS, ContentRequest.COLUMNS));

  private static final Sql EDIT =
      Sql.of(
          """
          UPDATE content_requests
          SET student_id = :student, topic = :topic, grade_level = :grade, format = :format,
              interests = :interests, callback_url = coalesce(:callback, callback_url), metadata = :metadata::jsonb
          WHERE id = :id AND status = 'failed'
          """);

  private static final Sql MARK =
      Sql.of(
          """
          UPDATE dead_letters
          SET status = 'redriven', redrive_count = redrive_count + 1, redriven_at = now()
          WHERE id = ANY (:ids)
          """);

  private static final Sql AUDIT =
      Sql.of(
          """
          INSERT INTO audit_log (id, organization_id, actor, action, target, detail)
          VALUES (:id, :organization, :actor, 'dead_letters.redrive', 'dead_letters', :detail::jsonb)
          """);

  private final DispatchConfig config;
  private final Places places;
  private final LostCalls lostCalls;

  RedriveRepository(DispatchConfig config, Places places, LostCalls lostCalls) {
    this.config = config;
    this.places = places;
    this.lostCalls = lostCalls;
  }

  /** A letter that is locked; the payload is there if neither a request nor a run is. */
  record Letter(
      UUID id,
      @Nullable UUID requestId,
      @Nullable UUID runId,
      String subscription,
      @Nullable String schema,
      @Nullable String correlationId,
      @Nullable String messageId,
      boolean isWhole,
      @Nullable ByteString payload) {}

  /** A request that is locked. */
  record Request(UUID id, String correlationId, RequestStatus status) {}

  /**
   * A request to be started anew.
   *
   * @param delay until it is published; null for at once
   */
  record Requeue(UUID id, UUID letter, @Nullable Duration delay) {}

  /** Locks the requests that letters are about, then answers them. */
  Map<UUID, Request> lockRequests(
      Connection connection, String organizationId, List<UUID> letterIds) {
    List<UUID> ids =
        REQUESTS_OF
            .on(connection)
            .bindArray("ids", "uuid", letterIds)
            .bind("organization", organizationId)
            .list(row -> row.getObject("request_id", UUID.class));
    Map<UUID, Request> requests = new HashMap<>();
    LOCK_REQUESTS
        .on(connection)
        .bindArray("ids", "uuid", ids)
        .list(
            row ->
                requests.put(
                    row.getObject("id", UUID.class),
                    new Request(
                        row.getObject("id", UUID.class),
                        row.getString("correlation_id"),
                        RequestStatus.of(row.getString("status")).orElseThrow())));
    return requests;
  }

  /** Locks the organization's letters of these ids, then answers them. */
  Map<UUID, Letter> lockLetters(Connection connection, String organizationId, List<UUID> ids) {
    Map<UUID, Letter> letters = new HashMap<>();
    LOCK_LETTERS
        .on(connection)
        .bindArray("ids", "uuid", ids)
        .bind("organization", organizationId)
        .list(
            row -> {
              byte[] payload = row.getBytes("payload");
              return letters.put(
                  row.getObject("id", UUID.class),
                  new Letter(
                      row.getObject("id", UUID.class),
                      row.getObject("request_id", UUID.class),
                      row.getObject("run_id", UUID.class),
                      row.getString("subscription"),
                      row.getString("schema"),
                      row.getString("correlation_id"),
                      row.getString("message_id"),
                      payload == null || payload.length == row.getLong("payload_bytes"),
                      payload == null ? null : ByteString.copyFrom(payload)));
            });
    return letters;
  }

  /** The organization's requests of these correlation ids. */
  Map<String, UUID> known(
      Connection connection, String organizationId, Collection<String> correlationIds) {
    Map<String, UUID> known = new HashMap<>();
    KNOWN
        .on(connection)
        .bind("organization", organizationId)
        .bindArray("correlations", "text", correlationIds)
        .list(row -> known.put(row.getString("correlation_id"), row.getObject("id", UUID.class)));
    return known;
  }

  /**
   * Starts an organization's failed requests anew; those beyond its limit wait for a place. Whoever
   * does that has taken note of calls whose outcome is unknown.
   */
  List<ContentRequest> requeue(
      Connection connection, String organizationId, List<Requeue> requeues, String actor) {
    lostCalls.acknowledge(connection, requeues.stream().map(Requeue::id).toList());
    List<String> askers = Collections.nCopies(requeues.size(), organizationId);
    return REQUEUE
        .on(connection)
        .bindArray("ids", "uuid", requeues.stream().map(Requeue::id).toList())
        .bindArray("delays", "float8", requeues.stream().map(RedriveRepository::delay).toList())
        .bindArray("letters", "uuid", requeues.stream().map(Requeue::letter).toList())
        .bindArray("refused", "bool", places.refused(connection, askers))
        .bind("rescueAfter", Sql.seconds(config.rescueAfter()))
        .bind("actor", actor)
        .list(ContentRequest::read);
  }

  /** Gives a failed request another content to ask for. */
  void edit(Connection connection, UUID id, NewContentRequest request) {
    EDIT.on(connection)
        .bind("id", id)
        .bind("student", request.studentId())
        .bind("topic", request.topic())
        .bind("grade", request.gradeLevel())
        .bind("format", request.format().wireName())
        .bindArray("interests", "text", request.interests())
        .bind("callback", request.callbackUrl())
        .bind("metadata", request.metadata().toString())
        .update();
  }

  /** Marks letters as put back. */
  void mark(Connection connection, List<UUID> ids) {
    MARK.on(connection).bindArray("ids", "uuid", ids).update();
  }

  /** Writes down who did it. */
  void audit(Connection connection, UUID id, String organizationId, String actor, String detail) {
    AUDIT
        .on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .bind("actor", actor)
        .bind("detail", detail)
        .update();
  }

  private static @Nullable Double delay(Requeue requeue) {
    return requeue.delay == null ? null : Sql.seconds(requeue.delay);
  }
}
