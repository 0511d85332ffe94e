package dev.millrace.dispatch;

import dev.millrace.callback.Callbacks;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.Organizations;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.failure.FailureClass;
import dev.millrace.failure.Fingerprint;
import dev.millrace.providercall.LostCalls;
import dev.millrace.providercall.SubjectTable;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * What the sweep does to {@code content_requests}: publication anew, and the end of ended leases.
 */
@Singleton
final class DispatchRepository implements OutboxRepository<Publication> {
  private static final Sql MARK_UNPUBLISHED =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :dispatches) AS i (id, dispatch)
          ), locked AS (
            SELECT r.id
            FROM content_requests r JOIN input USING (id, dispatch)
            WHERE r.status = 'pending' AND r.next_publish_at IS NOT NULL AND r.id = ANY (:ids)
            ORDER BY r.id
            FOR UPDATE OF r
          )
          UPDATE content_requests r
          SET published_at = NULL, next_publish_at = now(), publications = greatest(publications - 1, 0)
          WHERE r.id = ANY (ARRAY(SELECT id FROM locked))
          """);

  private static final String ASKS_FOR_A_PLACE =
      "(:limited AND r.published_at IS NULL AND r.wait_reason <> 'backoff') IS TRUE";

  /**
   * Due is: never published at this dispatch; or published, and overtaken by a younger publication;
   * or published, and a living worker has had nothing to do for longer than the rescue time. The
   * wait doubles with every publication that nobody claimed.
   *
   * <p>What waited for a time has no place in its organization yet: it is made to wait for one.
   *
   * <p>The rows are found again by an array of ids: for a join, Postgres expects as many rows as
   * the limit allows, and would read the whole table to find them.
   */
  private static final Sql TAKE_DUE =
      Sql.of(
          """
          WITH workers AS (
            SELECT max(newest_claim_published_at) AS newest_claim,
                   coalesce(bool_or(idle_since < now() - :rescueAfter * interval '1 second'
                                    AND seen_at > now() - interval '10 seconds'), false) AS idle
            FROM service_heartbeats
            WHERE service = 'content-worker'
          ), unpublished AS (
            SELECT id FROM content_requests
            WHERE status = 'pending' AND published_at IS NULL AND next_publish_at <= now()
            ORDER BY published_at NULLS FIRST, next_publish_at
            LIMIT :batch
            FOR UPDATE SKIP LOCKED
          ), unclaimed AS (
            SELECT id FROM content_requests
            WHERE status = 'pending' AND next_publish_at <= now()
              AND published_at < (SELECT CASE WHEN idle THEN 'infinity' ELSE newest_claim END FROM workers)
            ORDER BY published_at NULLS FIRST, next_publish_at
            LIMIT :batch
            FOR UPDATE SKIP LOCKED
          )
          UPDATE content_requests r
          SET dispatch = dispatch + CASE WHEN %1$s THEN 0 ELSE 1 END,
              publications = publications + CASE WHEN %1$s THEN 0 ELSE 1 END,
              published_at = CASE WHEN %1$s THEN NULL ELSE now() END,
              wait_reason = CASE WHEN %1$s THEN 'organization_limit' END,
              next_publish_at = CASE WHEN %1$s THEN NULL
                                     ELSE now() + :rescueAfter * interval '1 second' * 2 ^ least(publications, 6) END
          WHERE r.id = ANY (ARRAY(SELECT id FROM unpublished UNION ALL SELECT id FROM unclaimed))
          RETURNING
          """
                  .formatted(ASKS_FOR_A_PLACE)
              + ContentRequest.COLUMNS);

  private static final Sql LOCK_ENDED_LEASES =
      Sql.of(
          """
          SELECT id FROM content_requests
          WHERE status = 'processing' AND lease_until < now()
          ORDER BY lease_until
          LIMIT :batch
          FOR UPDATE SKIP LOCKED
          """);

  /**
   * A lease that ended means a worker that died, froze or was cut off. The attempt is charged,
   * since work that kills its worker must not live for ever.
   */
  private static final Sql FREE_ENDED_LEASES =
      Sql.of(
          """
          WITH ended AS (
            SELECT id, retry_count + 1 >= max_attempts OR id = ANY (:unrepeatable) AS spent
            FROM content_requests
            WHERE id = ANY (:ids)
          ), freed AS (
            UPDATE content_requests r
            SET status = CASE WHEN spent THEN 'failed' ELSE 'pending' END,
                retry_count = retry_count + 1,
                lease_until = NULL,
                stage = NULL,
                published_at = NULL,
                next_publish_at = CASE WHEN spent THEN NULL ELSE now() END,
                failed_at = CASE WHEN spent THEN now() END,
                error_class = 'outcome_unknown',
                error_message = :message,
                error_fingerprint = :fingerprint,
                event_seq = event_seq + 1,
                updated_at = now()
            FROM ended
            WHERE r.id = ended.id AND r.id = ANY (:ids)
            RETURNING r.*
          ), events AS (
            INSERT INTO request_events (request_id, seq, event, data)
            SELECT id, event_seq, CASE status WHEN 'failed' THEN 'failed' ELSE 'lease_expired' END,
                   jsonb_build_object('retry_count', retry_count, 'worker', lease_owner)
            FROM freed
          ), letters AS (
            INSERT INTO dead_letters
              (id, organization_id, request_id, dispatch, correlation_id, subscription, error_class, error_message,
               fingerprint, payload, payload_bytes)
            SELECT gen_random_uuid(), organization_id, id, dispatch, correlation_id, 'lease', error_class,
                   error_message, error_fingerprint, document, length(document)
            FROM freed
            CROSS JOIN LATERAL (
              SELECT convert_to(jsonb_build_object(
                'id', id, 'correlation_id', correlation_id, 'organization_id', organization_id,
                'student_id', student_id, 'topic', topic, 'grade_level', grade_level, 'format', format,
                'interests', interests, 'callback_url', callback_url, 'metadata', metadata)::text, 'UTF8') AS document
            ) payload
            WHERE status = 'failed'
          )
          SELECT id, status FROM freed
          """);

  private static final String LOST_LEASE =
      "The worker stopped renewing its lease; whether its work was done is unknown.";

  private final DispatchConfig config;
  private final Organizations organizations;
  private final Callbacks callbacks;
  private final LostCalls lostCalls;

  DispatchRepository(
      DispatchConfig config,
      Organizations organizations,
      Callbacks callbacks,
      LostCalls lostCalls) {
    this.config = config;
    this.organizations = organizations;
    this.callbacks = callbacks;
    this.lostCalls = lostCalls;
  }

  @Override
  public String idName() {
    return "request_id";
  }

  @Override
  public int markUnpublished(Connection connection, List<Publication> publications) {
    List<Publication> sorted =
        publications.stream().sorted(Comparator.comparing(Publication::id)).toList();
    return MARK_UNPUBLISHED
        .on(connection)
        .bindArray("ids", "uuid", sorted.stream().map(Publication::id).toList())
        .bindArray("dispatches", "int4", sorted.stream().map(Publication::dispatch).toList())
        .update();
  }

  /**
   * Takes what is due: for publication, under its next dispatch number; or to wait for a place.
   *
   * @param most of either kind: never published, and published but unclaimed
   */
  @Override
  public Due<Publication> takeDue(Connection connection, int most) {
    List<ContentRequest> rows =
        TAKE_DUE
            .on(connection)
            .bind("rescueAfter", Sql.seconds(config.rescueAfter()))
            .bind("batch", most)
            .bind("limited", organizations.areLimited())
            .list(ContentRequest::read);
    return new Due<>(
        rows.stream().filter(row -> row.publishedAt() != null).map(Publication::of).toList(),
        rows.size());
  }

  /** Where nothing was in flight that is paid for, the work is simply done again. */
  @Override
  public List<FreedLease> freeEndedLeases(Connection connection) {
    List<UUID> ids =
        LOCK_ENDED_LEASES
            .on(connection)
            .bind("batch", config.sweepBatch())
            .list(row -> row.getObject("id", UUID.class));
    if (ids.isEmpty()) {
      return List.of();
    }
    List<FreedLease> freed =
        FREE_ENDED_LEASES
            .on(connection)
            .bindArray("ids", "uuid", ids)
            .bindArray(
                "unrepeatable",
                "uuid",
                // The rows whose paid calls were in flight, and must not be made once more.
                lostCalls.unrepeatable(
                    connection,
                    SubjectTable.CONTENT_REQUEST,
                    ids,
                    config.onUnknown().mostUnknown()))
            .bind("message", LOST_LEASE)
            .bind("fingerprint", Fingerprint.of(FailureClass.OUTCOME_UNKNOWN, LOST_LEASE))
            .list(
                row ->
                    new FreedLease(
                        row.getObject("id", UUID.class),
                        RequestStatus.of(row.getString("status")).orElseThrow()));
    callbacks.ended(
        connection,
        freed.stream()
            .filter(lease -> lease.status() == RequestStatus.FAILED)
            .map(FreedLease::id)
            .toList());
    return freed;
  }
}
