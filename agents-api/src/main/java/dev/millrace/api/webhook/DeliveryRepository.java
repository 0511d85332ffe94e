package dev.millrace.api.webhook;

import dev.millrace.callback.Callbacks;
import dev.millrace.callback.EventTypes;
import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of deliveries, and makes them again. Each combination of filters is a statement of
 * its own; every statement names the organization.
 */
@Singleton
final class DeliveryRepository {
  private static final Sql FIND =
      Sql.of(Delivery.SELECT + "WHERE d.id = :id AND d.organization_id = :organization");

  /** One attempt: its day is over before it begins. */
  private static final Sql INSERT_TEST =
      Sql.of(
          """
          INSERT INTO webhook_deliveries
            (id, organization_id, endpoint_id, receiver, event_type, subject_id, payload, give_up_at)
          SELECT :id, organization_id, id, %s, '%s', :id, :payload::json, now()
          FROM webhook_endpoints
          WHERE id = :endpoint AND organization_id = :organization
          """
              .formatted(Callbacks.RECEIVER, EventTypes.TEST));

  private static final Sql LOCK =
      Sql.of(
          """
          SELECT d.id, d.state, d.endpoint_id IS NOT NULL AND e.id IS NULL AS deleted, e.enabled IS FALSE AS disabled
          FROM webhook_deliveries d
          LEFT JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id
          WHERE d.id = ANY (:ids) AND d.organization_id = :organization
          ORDER BY d.id
          FOR UPDATE OF d
          """);

  private static final Sql REDRIVE =
      Sql.of(
          """
          UPDATE webhook_deliveries
          SET state = 'pending', attempts = 0, redrives = redrives + 1, next_attempt_at = now(),
              give_up_at = now() + interval '1 day', delivered_at = NULL, failed_at = NULL
          WHERE id = ANY (:ids) AND organization_id = :organization AND state IN ('delivered', 'failed')
          """);

  private final Map<String, Sql> statements = new ConcurrentHashMap<>();

  Optional<Delivery> find(Connection connection, String organizationId, UUID id) {
    return FIND.on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .first(Delivery::read);
  }

  /** The deliveries of a filter after a cursor, newest first. */
  List<Delivery> list(
      Connection connection, DeliveryFilter filter, @Nullable Cursor cursor, int limit) {
    String text =
        Delivery.SELECT
            + "WHERE "
            + where(filter, cursor)
            + " ORDER BY d.created_at DESC, d.id DESC LIMIT :limit";
    return bind(text, connection, filter, cursor).bind("limit", limit).list(Delivery::read);
  }

  /** The ids of a filter, oldest first. */
  List<UUID> ids(Connection connection, DeliveryFilter filter, int limit) {
    String text =
        "SELECT d.id FROM webhook_deliveries d WHERE "
            + where(filter, null)
            + " ORDER BY d.created_at, d.id LIMIT :limit";
    return bind(text, connection, filter, null)
        .bind("limit", limit)
        .list(row -> row.getObject("id", UUID.class));
  }

  void insertTest(
      Connection connection, String organizationId, UUID endpoint, UUID id, String payload) {
    INSERT_TEST
        .on(connection)
        .bind("id", id)
        .bind("payload", payload)
        .bind("endpoint", endpoint)
        .bind("organization", organizationId)
        .update();
  }

  /** A delivery that is locked. */
  record Locked(DeliveryState state, boolean isOfDeleted, boolean isOfDisabled) {}

  /** Locks the organization's deliveries of these ids, then answers them. */
  Map<UUID, Locked> lock(Connection connection, String organizationId, List<UUID> ids) {
    Map<UUID, Locked> locked = new HashMap<>();
    LOCK.on(connection)
        .bindArray("ids", "uuid", ids)
        .bind("organization", organizationId)
        .list(
            row ->
                locked.put(
                    row.getObject("id", UUID.class),
                    new Locked(
                        DeliveryState.of(row.getString("state")).orElseThrow(),
                        row.getBoolean("deleted"),
                        row.getBoolean("disabled"))));
    return locked;
  }

  void redrive(Connection connection, String organizationId, List<UUID> ids) {
    REDRIVE
        .on(connection)
        .bindArray("ids", "uuid", ids)
        .bind("organization", organizationId)
        .update();
  }

  private Sql.Call bind(
      String text, Connection connection, DeliveryFilter filter, @Nullable Cursor cursor) {
    Sql.Call call = statements.computeIfAbsent(text, Sql::of).on(connection);
    call.bind("organization", filter.organizationId());
    if (filter.state() != null) {
      call.bind("state", filter.state().wireName());
    }
    if (filter.endpointId() != null) {
      call.bind("endpoint", filter.endpointId());
    }
    if (filter.eventType() != null) {
      call.bind("type", filter.eventType());
    }
    if (filter.subjectId() != null) {
      call.bind("subject", filter.subjectId());
    }
    if (filter.createdAfter() != null) {
      call.bind("after", filter.createdAfter());
    }
    if (filter.createdBefore() != null) {
      call.bind("before", filter.createdBefore());
    }
    if (cursor != null) {
      call.bind("cursorTime", cursor.createdAt()).bind("cursorId", cursor.id());
    }
    return call;
  }

  private static String where(DeliveryFilter filter, @Nullable Cursor cursor) {
    List<String> conditions = new ArrayList<>();
    conditions.add("d.organization_id = :organization");
    addIf(conditions, filter.state() != null, "d.state = :state");
    addIf(conditions, filter.endpointId() != null, "d.endpoint_id = :endpoint");
    addIf(conditions, filter.eventType() != null, "d.event_type = :type");
    addIf(conditions, filter.subjectId() != null, "d.subject_id = :subject");
    addIf(conditions, filter.createdAfter() != null, "d.created_at > :after");
    addIf(conditions, filter.createdBefore() != null, "d.created_at < :before");
    addIf(conditions, cursor != null, "(d.created_at, d.id) < (:cursorTime, :cursorId)");
    return String.join(" AND ", conditions);
  }

  private static void addIf(List<String> conditions, boolean applies, String condition) {
    if (applies) {
      conditions.add(condition);
    }
  }
}
