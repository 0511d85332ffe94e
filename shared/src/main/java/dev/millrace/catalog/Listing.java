package dev.millrace.catalog;

import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list from the newest to the oldest, by the filters that are given; each combination of them is
 * a statement of its own, parsed once. Not for use by several threads.
 */
final class Listing {
  private static final Map<String, Sql> STATEMENTS = new ConcurrentHashMap<>();

  private final String selection;
  private final String time;
  private final List<String> conditions = new ArrayList<>();
  private final List<Consumer<Sql.Call>> bindings = new ArrayList<>();

  /**
   * A list without filters.
   *
   * @param selection {@code SELECT … FROM …}
   * @param time the column that it is ordered by, then by {@code id}; both of the alias that the
   *     filters use
   */
  Listing(String selection, String time) {
    this.selection = selection;
    this.time = time;
  }

  /** Filters by a value, unless it is null. */
  <T> Listing where(@Nullable T value, String condition, BiConsumer<Sql.Call, T> binding) {
    if (value != null) {
      conditions.add(condition);
      bindings.add(call -> binding.accept(call, value));
    }
    return this;
  }

  /** Those behind a cursor. */
  Listing after(@Nullable Cursor cursor, String id) {
    return where(
        cursor,
        "(" + time + ", " + id + ") < (:cursorTime, :cursorId)",
        (call, from) -> call.bind("cursorTime", from.createdAt()).bind("cursorId", from.id()));
  }

  /** Runs it. */
  <T> List<T> list(Connection connection, String id, int limit, Sql.RowReader<T> reader) {
    String where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
    Sql.Call call =
        STATEMENTS
            .computeIfAbsent(
                "%s %s ORDER BY %s DESC, %s DESC LIMIT :limit"
                    .formatted(selection, where, time, id),
                Sql::of)
            .on(connection)
            .bind("limit", limit);
    bindings.forEach(binding -> binding.accept(call));
    return call.list(reader);
  }
}
