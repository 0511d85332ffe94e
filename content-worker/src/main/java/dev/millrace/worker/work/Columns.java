package dev.millrace.worker.work;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a set of items, as the arrays that a statement unnests. */
final class Columns {
  private Columns() {}

  static <T, R> List<R> of(List<T> items, Function<T, R> field) {
    return items.stream().map(field).toList();
  }

  static <T> List<@Nullable String> nullable(List<T> items, Function<T, @Nullable String> field) {
    List<@Nullable String> values = new ArrayList<>(items.size());
    items.forEach(item -> values.add(field.apply(item)));
    return values;
  }
}
