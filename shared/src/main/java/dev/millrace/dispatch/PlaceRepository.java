package dev.millrace.dispatch;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.Organizations;
import dev.millrace.content.Places;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;

/** Rows of {@code content_requests} that wait for a place in their organization. */
@Singleton
final class PlaceRepository {
  /** The newest is asked for, as in {@link Places}. */
  private static final Sql IS_ANY_WAITING =
      Sql.of(
          """
          SELECT id FROM content_requests
          WHERE wait_reason = 'organization_limit'
          ORDER BY organization_id DESC, created_at DESC, id DESC
          LIMIT 1
          """);

  /** One at a time releases, or two would give the same places away. */
  private static final Sql LOCK = Sql.of("SELECT pg_advisory_xact_lock(:key)");

  private static final long KEY = 0x706c_6163_6573L;

  /**
   * Steps from organization to organization by the index, counts what each has in flight, and takes
   * its oldest for what is free: of each organization the first, then of each the second.
   */
  private static final Sql RELEASE =
      Sql.of(
          """
          WITH RECURSIVE organizations AS (
            (SELECT organization_id FROM content_requests WHERE wait_reason = 'organization_limit'
             ORDER BY organization_id, created_at, id LIMIT 1)
            UNION ALL
            SELECT (SELECT w.organization_id FROM content_requests w
                    WHERE w.wait_reason = 'organization_limit' AND w.organization_id > o.organization_id
                    ORDER BY w.organization_id, w.created_at, w.id LIMIT 1)
            FROM organizations o
            WHERE o.organization_id IS NOT NULL
          ), rooms AS (
            SELECT o.organization_id,
                   CASE WHEN :limit = 0 THEN :most
                        ELSE least(:most, :limit - (SELECT count(*)
                                                    FROM (SELECT FROM content_requests r
                                                          WHERE r.organization_id = o.organization_id AND %1$s
                                                          LIMIT :limit) each)) END AS room
            FROM organizations o
            WHERE o.organization_id IS NOT NULL
          ), turns AS (
            SELECT next.id
            FROM rooms CROSS JOIN LATERAL (
              SELECT id, row_number() OVER () AS turn
              FROM (SELECT w.id FROM content_requests w
                    WHERE w.organization_id = rooms.organization_id AND w.wait_reason = 'organization_limit'
                    ORDER BY w.created_at, w.id
                    LIMIT rooms.room) oldest
            ) next
            WHERE rooms.room > 0
            ORDER BY next.turn
            LIMIT :most
          ), taken AS (
            SELECT id FROM content_requests
            WHERE id = ANY (ARRAY(SELECT id FROM turns)) AND wait_reason = 'organization_limit'
            FOR UPDATE SKIP LOCKED
          )
          UPDATE content_requests r
          SET dispatch = dispatch + 1,
              publications = publications + 1,
              published_at = now(),
              wait_reason = NULL,
              next_publish_at = now() + :rescueAfter * interval '1 second'
          WHERE r.id = ANY (ARRAY(SELECT id FROM taken))
          RETURNING %2$s
          """
              .formatted(Places.TAKEN, ContentRequest.COLUMNS));

  private final Organizations organizations;
  private final DispatchConfig config;

  PlaceRepository(Organizations organizations, DispatchConfig config) {
    this.organizations = organizations;
    this.config = config;
  }

  /** Whether there is anybody without a place. */
  boolean isAnyWaiting(Connection connection) {
    return IS_ANY_WAITING.on(connection).first(row -> true).orElse(false);
  }

  /** Gives away places that are free, so many at most, and answers what is to be published. */
  List<Publication> release(Connection connection, int most) {
    LOCK.on(connection).bind("key", KEY).list(row -> true);
    return RELEASE
        .on(connection)
        .bind("limit", organizations.maxInFlight())
        .bind("most", most)
        .bind("rescueAfter", Sql.seconds(config.rescueAfter()))
        .list(ContentRequest::read)
        .stream()
        .map(Publication::of)
        .toList();
  }
}
