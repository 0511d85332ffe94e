package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.Places;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.dispatch.FreshStart;
import dev.millrace.providercall.LostCalls;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What callers do to a request: cancel it, or run it again. The row's own lock puts these in order
 * with what the worker does, whose writes name a status and a lease that are gone then.
 */
@Singleton
final class TransitionRepository {
  private static final Sql CANCEL =
      Sql.of(
          """
          WITH changed AS (
            UPDATE content_requests
            SET status = 'cancelled',
                cancelled_at = now(),
                lease_until = NULL,
                next_publish_at = NULL,
                wait_reason = NULL,
                stage = NULL,
                event_seq = event_seq + 1,
                updated_at = now()
            WHERE id = :id AND organization_id = :organization AND status IN ('pending', 'processing')
            RETURNING *
          ), event AS (
            INSERT INTO request_events (request_id, seq, event, data)
            SELECT id, event_seq, 'cancelled', jsonb_build_object('by', :actor::text) FROM changed
          )
          SELECT %s FROM changed r
          """
              .formatted(ContentRequest.COLUMNS));

  /** What was cancelled while it waited for its time still waits for it. */
  private static final Sql RETRY =
      Sql.of(
          """
          WITH asked AS (
            SELECT id, status = 'cancelled' AND not_before > now() AS waits
            FROM content_requests
            WHERE id = :id AND organization_id = :organization AND status IN ('failed', 'cancelled')
            FOR UPDATE
          ), changed AS (
            UPDATE content_requests r
            SET %s,
                not_before = CASE WHEN waits THEN not_before END,
                wait_reason = CASE WHEN waits THEN 'not_before' WHEN :refused THEN 'organization_limit' END,
                published_at = CASE WHEN waits OR :refused THEN NULL ELSE now() END,
                next_publish_at = CASE WHEN waits THEN not_before
                                       WHEN :refused THEN NULL
                                       ELSE now() + :rescueAfter * interval '1 second' END
            FROM asked
            WHERE r.id = asked.id
            RETURNING r.*
          ), letters AS (
            UPDATE dead_letters d
            SET status = 'redriven', redriven_at = now(), redrive_count = redrive_count + 1
            FROM changed
            WHERE d.request_id = changed.id AND d.status = 'open'
          ), event AS (
            INSERT INTO request_events (request_id, seq, event, data)
            SELECT id, event_seq, 'retried', jsonb_build_object('by', :actor::text) FROM changed
          )
          SELECT %s FROM changed r
          """
              .formatted(FreshStart.ASSIGNMENTS, ContentRequest.COLUMNS));

  private final DispatchConfig config;
  private final Places places;
  private final LostCalls lostCalls;

  TransitionRepository(DispatchConfig config, Places places, LostCalls lostCalls) {
    this.config = config;
    this.places = places;
    this.lostCalls = lostCalls;
  }

  /** Cancels what waits or runs; empty when it does neither. */
  Optional<ContentRequest> cancel(
      Connection connection, String organizationId, UUID id, String actor) {
    return CANCEL
        .on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .bind("actor", actor)
        .first(ContentRequest::read);
  }

  /**
   * Starts anew what failed or was cancelled, or lets it wait for a place in its organization;
   * empty when it did neither. Whoever does that has taken note of calls whose outcome is unknown.
   */
  Optional<ContentRequest> retry(
      Connection connection, String organizationId, UUID id, String actor) {
    Optional<ContentRequest> retried =
        RETRY
            .on(connection)
            .bind("id", id)
            .bind("organization", organizationId)
            .bind("actor", actor)
            .bind("refused", places.refused(connection, List.of(organizationId)).getFirst())
            .bind("rescueAfter", Sql.seconds(config.rescueAfter()))
            .first(ContentRequest::read);
    retried.ifPresent(row -> lostCalls.acknowledge(connection, List.of(row.id())));
    return retried;
  }
}
