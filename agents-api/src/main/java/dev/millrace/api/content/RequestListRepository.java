package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;
import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists requests, newest first. Each combination of filters is a statement of its own, so that its
 * plan is the right one: a list without a status is the merge of one index scan per status, since
 * every index begins with what is equal and ends with the time.
 */
@Singleton
final class RequestListRepository {
  private final Map<String, Sql> statements = new ConcurrentHashMap<>();

  /** The requests of a filter after a cursor. */
  List<ContentRequest> list(
      Connection connection, RequestFilter filter, @Nullable Cursor cursor, int limit) {
    Sql.Call call = statement(filter, cursor).on(connection);
    call.bind("organization", filter.organizationId()).bind("limit", limit);
    if (filter.errorClass() == null) {
      call.bindArray("statuses", "text", filter.statuses());
    } else {
      call.bind("errorClass", filter.errorClass().wireName());
    }
    if (filter.studentId() != null) {
      call.bind("student", filter.studentId());
    }
    if (filter.correlationId() != null) {
      call.bind("correlation", filter.correlationId());
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
    return call.list(ContentRequest::read);
  }

  /** The statement of a filter, for whoever wants to see its plan. */
  Sql statement(RequestFilter filter, @Nullable Cursor cursor) {
    boolean failures = filter.errorClass() != null;
    List<String> conditions = new ArrayList<>();
    conditions.add("c.organization_id = :organization");
    conditions.add(
        failures ? "c.status = 'failed' AND c.error_class = :errorClass" : "c.status = s.status");
    addIf(conditions, filter.studentId() != null, "c.student_id = :student");
    addIf(conditions, filter.correlationId() != null, "c.correlation_id = :correlation");
    addIf(conditions, filter.createdAfter() != null, "c.created_at > :after");
    addIf(conditions, filter.createdBefore() != null, "c.created_at < :before");
    addIf(conditions, cursor != null, "(c.created_at, c.id) < (:cursorTime, :cursorId)");
    String where = String.join(" AND ", conditions);
    return statements.computeIfAbsent(failures ? failures(where) : byStatus(where), Sql::of);
  }

  private static String byStatus(String where) {
    return """
        SELECT %s
        FROM unnest(:statuses) AS s (status)
        CROSS JOIN LATERAL (
          SELECT * FROM content_requests c
          WHERE %s
          ORDER BY c.created_at DESC, c.id DESC
          LIMIT :limit
        ) r
        ORDER BY r.created_at DESC, r.id DESC
        LIMIT :limit
        """
        .formatted(ContentRequest.COLUMNS, where);
  }

  /** The index on failures is partial: the statement must say that it asks for nothing else. */
  private static String failures(String where) {
    return """
        SELECT %s
        FROM (SELECT * FROM content_requests c WHERE %s) r
        ORDER BY r.created_at DESC, r.id DESC
        LIMIT :limit
        """
        .formatted(ContentRequest.COLUMNS, where);
  }

  private static void addIf(List<String> conditions, boolean applies, String condition) {
    if (applies) {
      conditions.add(condition);
    }
  }
}
