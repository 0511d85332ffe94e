package dev.millrace.api.run;

import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import dev.millrace.run.AgentRun;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lists runs, newest first; each combination of filters is a statement of its own. */
@Singleton
final class RunListRepository {
  private final Map<String, Sql> statements = new ConcurrentHashMap<>();

  /** The runs of a filter after a cursor. */
  List<AgentRun> list(Connection connection, RunFilter filter, @Nullable Cursor cursor, int limit) {
    Sql.Call call = statement(filter, cursor).on(connection);
    call.bind("organization", filter.organizationId()).bind("limit", limit);
    if (filter.status() != null) {
      call.bind("status", filter.status().wireName());
    }
    if (filter.kind() != null) {
      call.bind("kind", filter.kind().wireName());
    }
    if (filter.shop() != null) {
      call.bind("shop", filter.shop());
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
    return call.list(AgentRun::read);
  }

  private Sql statement(RunFilter filter, @Nullable Cursor cursor) {
    List<String> conditions = new ArrayList<>();
    conditions.add("r.organization_id = :organization");
    addIf(conditions, filter.status() != null, "r.status = :status");
    addIf(conditions, filter.kind() != null, "r.kind = :kind");
    addIf(conditions, filter.shop() != null, "r.shop = :shop");
    addIf(conditions, filter.correlationId() != null, "r.correlation_id = :correlation");
    addIf(conditions, filter.createdAfter() != null, "r.created_at > :after");
    addIf(conditions, filter.createdBefore() != null, "r.created_at < :before");
    addIf(conditions, cursor != null, "(r.created_at, r.id) < (:cursorTime, :cursorId)");
    String text =
        """
        SELECT %s
        FROM agent_runs r
        WHERE %s
        ORDER BY r.created_at DESC, r.id DESC
        LIMIT :limit
        """
            .formatted(AgentRun.COLUMNS, String.join(" AND ", conditions));
    return statements.computeIfAbsent(text, Sql::of);
  }

  private static void addIf(List<String> conditions, boolean applies, String condition) {
    if (applies) {
      conditions.add(condition);
    }
  }
}
