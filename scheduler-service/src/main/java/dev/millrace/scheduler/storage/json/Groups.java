package dev.millrace.scheduler.storage.json;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows by what they belong to, each group in the order of a time. */
final class Groups<R> implements Table.Watcher<R> {
  private final Map<String, Index<R>> groups = new HashMap<>();
  private final Function<R, @Nullable String> group;
  private final Function<R, @Nullable Instant> time;

  /** Of those rows that belong to a group. */
  Groups(Function<R, @Nullable String> group, Function<R, @Nullable Instant> time) {
    this.group = group;
    this.time = time;
  }

  @Override
  public void changed(String key, @Nullable R before, @Nullable R after) {
    String old = before == null ? null : group.apply(before);
    if (old != null) {
      Index<R> rows = of(old);
      rows.changed(key, before, null);
      if (rows.size() == 0) {
        groups.remove(old);
      }
    }
    String fresh = after == null ? null : group.apply(after);
    if (fresh != null) {
      groups.computeIfAbsent(fresh, name -> new Index<>(time)).changed(key, null, after);
    }
  }

  /** The rows of a group, which may be none. */
  Index<R> of(String name) {
    Index<R> rows = groups.get(name);
    return rows == null ? new Index<>(time) : rows;
  }
}
