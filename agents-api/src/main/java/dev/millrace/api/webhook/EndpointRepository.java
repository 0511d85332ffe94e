package dev.millrace.api.webhook;

import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code webhook_endpoints}; every statement names the organization. */
@Singleton
final class EndpointRepository {
  private static final String SELECT =
      """
      SELECT e.id, e.organization_id, e.url, e.description, e.event_types, e.enabled, e.disabled_reason,
             e.disabled_at, e.created_at, e.updated_at, coalesce(s.set_at, e.created_at) AS secret_set_at,
             CASE WHEN s.previous_until > now() THEN s.previous_until END AS previous_secret_until
      FROM webhook_endpoints e LEFT JOIN webhook_secrets s ON s.endpoint_id = e.id
      WHERE e.organization_id = :organization
      """;

  private static final Sql FIND = Sql.of(SELECT + "AND e.id = :id");

  private static final String PAGE = "ORDER BY e.created_at DESC, e.id DESC LIMIT :limit";

  private static final Sql FIRST_PAGE = Sql.of(SELECT + PAGE);

  private static final Sql NEXT_PAGE =
      Sql.of(SELECT + "AND (e.created_at, e.id) < (:cursorTime, :cursorId) " + PAGE);

  private static final Sql COUNT =
      Sql.of(
          """
          SELECT count(*) AS endpoints FROM webhook_endpoints WHERE organization_id = :organization
          """);

  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO webhook_endpoints
            (id, organization_id, url, description, event_types, enabled, disabled_reason, disabled_at)
          VALUES (:id, :organization, :url, :description, :types, :enabled, CASE WHEN NOT :enabled THEN 'caller' END,
                  CASE WHEN NOT :enabled THEN now() END)
          """);

  /** What is not named stays; an endpoint that is disabled already keeps its reason and time. */
  private static final Sql UPDATE =
      Sql.of(
          """
          UPDATE webhook_endpoints
          SET url = coalesce(:url, url),
              description = CASE WHEN :describes THEN :description ELSE description END,
              event_types = CASE WHEN :filters THEN :types ELSE event_types END,
              enabled = coalesce(:enabled::boolean, enabled),
              disabled_reason = CASE WHEN coalesce(:enabled::boolean, enabled) THEN NULL
                                     ELSE coalesce(disabled_reason, 'caller') END,
              disabled_at = CASE WHEN coalesce(:enabled::boolean, enabled) THEN NULL
                                 ELSE coalesce(disabled_at, now()) END,
              updated_at = now()
          WHERE id = :id AND organization_id = :organization
          """);

  private static final Sql DELETE =
      Sql.of("DELETE FROM webhook_endpoints WHERE id = :id AND organization_id = :organization");

  Optional<Endpoint> find(Connection connection, String organizationId, UUID id) {
    return FIND.on(connection)
        .bind("organization", organizationId)
        .bind("id", id)
        .first(Endpoint::read);
  }

  /** The organization's endpoints after a cursor, the newest first. */
  List<Endpoint> list(
      Connection connection, String organizationId, @Nullable Cursor cursor, int limit) {
    Sql.Call call = (cursor == null ? FIRST_PAGE : NEXT_PAGE).on(connection);
    if (cursor != null) {
      call.bind("cursorTime", cursor.createdAt()).bind("cursorId", cursor.id());
    }
    return call.bind("organization", organizationId).bind("limit", limit).list(Endpoint::read);
  }

  int count(Connection connection, String organizationId) {
    return COUNT
        .on(connection)
        .bind("organization", organizationId)
        .first(row -> row.getInt("endpoints"))
        .orElse(0);
  }

  void insert(Connection connection, String organizationId, UUID id, NewEndpoint endpoint) {
    INSERT
        .on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .bind("url", endpoint.url())
        .bind("description", endpoint.description())
        .bindArray("types", "text", endpoint.eventTypes())
        .bind("enabled", endpoint.isEnabled())
        .update();
  }

  /** Changes what the change names; false when the organization has no such endpoint. */
  boolean update(Connection connection, String organizationId, UUID id, EndpointChange change) {
    List<String> types = change.eventTypes();
    Boolean enabled = change.enabled();
    return UPDATE
            .on(connection)
            .bind("url", change.url())
            .bind("describes", change.describes())
            .bind("description", change.description())
            .bind("filters", types != null)
            .bindArray("types", "text", types == null ? List.of() : types)
            .bind("enabled", enabled == null ? null : enabled.toString())
            .bind("id", id)
            .bind("organization", organizationId)
            .update()
        > 0;
  }

  boolean delete(Connection connection, String organizationId, UUID id) {
    return DELETE.on(connection).bind("id", id).bind("organization", organizationId).update() > 0;
  }
}
