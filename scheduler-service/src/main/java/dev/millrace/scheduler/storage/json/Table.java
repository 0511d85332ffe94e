package dev.millrace.scheduler.storage.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows by their keys, and what was changed since the last commit. A row is never changed: another
 * takes its place. Guarded by the lock of {@link JsonFiles}.
 */
final class Table<R> {
  private static final String TABLE = "table";
  private static final String ROW = "row";
  private static final String GONE = "gone";

  /** Hears of every change, also of those that are undone. */
  @FunctionalInterface
  interface Watcher<R> {
    void changed(String key, @Nullable R before, @Nullable R after);
  }

  private final String name;
  private final Class<R> type;
  private final Function<R, String> key;
  private final List<Watcher<R>> watchers;
  private final Map<String, R> rows = new HashMap<>();
  private final Map<String, Optional<R>> before = new LinkedHashMap<>();

  Table(String name, Class<R> type, Function<R, String> key, List<Watcher<R>> watchers) {
    this.name = name;
    this.type = type;
    this.key = key;
    this.watchers = watchers;
  }

  String name() {
    return name;
  }

  Optional<R> find(String rowKey) {
    return Optional.ofNullable(rows.get(rowKey));
  }

  boolean has(String rowKey) {
    return rows.containsKey(rowKey);
  }

  Collection<R> rows() {
    return rows.values();
  }

  int size() {
    return rows.size();
  }

  /** Writes a row in the place of the one of its key. */
  void put(R row) {
    String rowKey = key.apply(row);
    remember(rowKey);
    set(rowKey, row);
  }

  void remove(String rowKey) {
    remember(rowKey);
    set(rowKey, null);
  }

  boolean isChanged() {
    return !before.isEmpty();
  }

  /** What the journal is told of the changes. */
  List<ObjectNode> changes() {
    List<ObjectNode> changes = new ArrayList<>(before.size());
    for (String rowKey : before.keySet()) {
      R row = rows.get(rowKey);
      changes.add(row == null ? JsonRows.object().put(TABLE, name).put(GONE, rowKey) : change(row));
    }
    return changes;
  }

  /** A row as the journal and the snapshot have it. */
  ObjectNode change(R row) {
    return JsonRows.object().put(TABLE, name).set(ROW, JsonRows.write(row));
  }

  /** Every row, as {@link #change} has it. */
  Stream<ObjectNode> everything() {
    return rows.values().stream().map(this::change);
  }

  /** The table of a change that was read. */
  static String tableOf(JsonNode change) {
    return change.path(TABLE).asText();
  }

  /** Makes a change that was read. */
  void apply(JsonNode change) {
    if (change.hasNonNull(GONE)) {
      set(change.path(GONE).asText(), null);
    } else {
      R row = JsonRows.read(change.path(ROW), type);
      set(key.apply(row), row);
    }
  }

  /** The changes are durable. */
  void accept() {
    before.clear();
  }

  /** As if nothing had been changed since the last commit. */
  void undo() {
    before.forEach((rowKey, row) -> set(rowKey, row.orElse(null)));
    before.clear();
  }

  private void remember(String rowKey) {
    before.putIfAbsent(rowKey, find(rowKey));
  }

  private void set(String rowKey, @Nullable R row) {
    R old = row == null ? rows.remove(rowKey) : rows.put(rowKey, row);
    watchers.forEach(watcher -> watcher.changed(rowKey, old, row));
  }
}
