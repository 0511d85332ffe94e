package dev.millrace.api.deadletter;

import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code dead_letters}; each combination of filters is a statement of its own. */
@Singleton
final class DeadLetterRepository {
  private static final Sql FIND =
      Sql.of(
          """
          SELECT %s, d.payload
          FROM dead_letters d
          WHERE d.id = :id AND d.organization_id = :organization
          """
              .formatted(DeadLetter.COLUMNS));

  private final Map<String, Sql> statements = new ConcurrentHashMap<>();

  /** A letter with what was in the message. */
  record WithPayload(DeadLetter letter, Payload payload) {}

  /** The letter of an id, if it is the organization's. */
  Optional<WithPayload> find(Connection connection, String organizationId, UUID id) {
    return FIND.on(connection)
        .bind("id", id)
        .bind("organization", organizationId)
        .first(row -> new WithPayload(DeadLetter.read(row), Payload.of(row.getBytes("payload"))));
  }

  /** The letters of a filter after a cursor, newest first. */
  List<DeadLetter> list(
      Connection connection, LetterFilter filter, @Nullable Cursor cursor, int limit) {
    String text =
        """
        SELECT %s
        FROM dead_letters d
        WHERE %s
        ORDER BY d.created_at DESC, d.id DESC
        LIMIT :limit
        """
            .formatted(DeadLetter.COLUMNS, where(filter, cursor));
    return bind(text, connection, filter, cursor).bind("limit", limit).list(DeadLetter::read);
  }

  /** The ids of a filter, oldest first: what failed first is put back first. */
  List<UUID> ids(Connection connection, LetterFilter filter, int limit) {
    String text =
        """
        SELECT d.id
        FROM dead_letters d
        WHERE %s
        ORDER BY d.created_at, d.id
        LIMIT :limit
        """
            .formatted(where(filter, null));
    return bind(text, connection, filter, null)
        .bind("limit", limit)
        .list(row -> row.getObject("id", UUID.class));
  }

  /** The letters of a filter by cause, the latest cause first. */
  List<DeadLetterGroup> groups(Connection connection, LetterFilter filter, int limit) {
    String where = where(filter, null);
    String text =
        """
        SELECT g.*, s.id AS sample_id, s.error_class, s.error_message, s.request_id AS sample_request_id,
               s.run_id AS sample_run_id
        FROM (
          SELECT d.fingerprint, count(*) AS letters, count(*) FILTER (WHERE d.status = 'open') AS open,
                 min(d.created_at) AS first_seen, max(d.created_at) AS last_seen
          FROM dead_letters d
          WHERE %s
          GROUP BY d.fingerprint
          ORDER BY max(d.created_at) DESC, d.fingerprint
          LIMIT :limit
        ) g
        CROSS JOIN LATERAL (
          SELECT d.id, d.error_class, d.error_message, d.request_id, d.run_id
          FROM dead_letters d
          WHERE d.fingerprint = g.fingerprint AND %s
          ORDER BY d.created_at DESC
          LIMIT 1
        ) s
        ORDER BY g.last_seen DESC, g.fingerprint
        """
            .formatted(where, where);
    return bind(text, connection, filter, null).bind("limit", limit).list(DeadLetterGroup::read);
  }

  private Sql.Call bind(
      String text, Connection connection, LetterFilter filter, @Nullable Cursor cursor) {
    Sql.Call call = statements.computeIfAbsent(text, Sql::of).on(connection);
    call.bind("organization", filter.organizationId());
    if (filter.fingerprint() != null) {
      call.bind("fingerprint", filter.fingerprint());
    }
    if (filter.errorClass() != null) {
      call.bind("errorClass", filter.errorClass().wireName());
    }
    if (filter.status() != null) {
      call.bind("status", filter.status().wireName());
    }
    if (filter.requestId() != null) {
      call.bind("request", filter.requestId());
    }
    if (filter.runId() != null) {
      call.bind("run", filter.runId());
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

  private static String where(LetterFilter filter, @Nullable Cursor cursor) {
    List<String> conditions = new ArrayList<>();
    conditions.add("d.organization_id = :organization");
    addIf(conditions, filter.fingerprint() != null, "d.fingerprint = :fingerprint");
    addIf(conditions, filter.errorClass() != null, "d.error_class = :errorClass");
    addIf(conditions, filter.status() != null, "d.status = :status");
    addIf(conditions, filter.requestId() != null, "d.request_id = :request");
    addIf(conditions, filter.runId() != null, "d.run_id = :run");
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
