package dev.millrace.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of an enum by the names that documents, messages and the database have for them. Kept
 * as a constant of the enum. Immutable and safe for use by many threads.
 */
public final class WireNames<E extends Enum<E>> {
  private final Map<String, E> values;
  private final List<String> names;

  private WireNames(Map<String, E> values) {
    this.values = values;
    this.names = List.copyOf(values.keySet());
  }

  /**
   * All values of an enum.
   *
   * @throws IllegalArgumentException when two of them have one name
   */
  public static <E extends Enum<E>> WireNames<E> of(Class<E> type, Function<E, String> name) {
    Map<String, E> values = new LinkedHashMap<>();
    for (E value : type.getEnumConstants()) {
      E other = values.put(name.apply(value), value);
      if (other != null) {
        throw new IllegalArgumentException(other + " and " + value + " have one name");
      }
    }
    return new WireNames<>(values);
  }

  /** The value of a name; empty when it is nobody's, as null is. */
  public Optional<E> find(@Nullable String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Every name, in the order of the values. */
  public List<String> all() {
    return names;
  }
}
