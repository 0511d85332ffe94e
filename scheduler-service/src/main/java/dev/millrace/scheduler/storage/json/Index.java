package dev.millrace.scheduler.storage.json;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows in the order of a time, and of their keys where that is the same. */
final class Index<R> implements Table.Watcher<R> {
  private record Position(Instant time, String key) {}

  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::time).thenComparing(Position::key);

  private final NavigableMap<Position, R> rows = new TreeMap<>(ORDER);
  private final Function<R, @Nullable Instant> time;

  /** Of those rows that have such a time. */
  Index(Function<R, @Nullable Instant> time) {
    this.time = time;
  }

  @Override
  public void changed(String key, @Nullable R before, @Nullable R after) {
    Instant old = before == null ? null : time.apply(before);
    if (old != null) {
      rows.remove(new Position(old, key));
    }
    Instant fresh = after == null ? null : time.apply(after);
    if (after != null && fresh != null) {
      rows.put(new Position(fresh, key), after);
    }
  }

  /** The oldest, at most so many, up to a time and including it. */
  List<R> until(Instant until, int most) {
    return rows.headMap(new Position(until, "\uffff"), true).values().stream().limit(most).toList();
  }

  /** The oldest, at most so many. */
  List<R> oldest(int most) {
    return rows.values().stream().limit(most).toList();
  }

  /** The newest before a time and key, at most so many, the newest first. */
  List<R> newest(Instant before, String key) {
    return rows.headMap(new Position(before, key), false).descendingMap().values().stream()
        .toList();
  }

  /** All, the newest first. */
  List<R> newest() {
    return List.copyOf(rows.descendingMap().values());
  }

  /** Whether the oldest has come. */
  boolean hasCome(Instant now) {
    return Optional.ofNullable(rows.firstEntry())
        .filter(oldest -> !oldest.getKey().time.isAfter(now))
        .isPresent();
  }

  int size() {
    return rows.size();
  }
}
