package dev.millrace.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement with named parameters ({@code :name}), parsed once and kept as a constant beside the
 * method that uses it. Immutable and safe for use by many threads; a {@link Call} is not.
 *
 * <p>Arrays are bound by the Postgres type of their elements, which is what {@code unnest} wants.
 */
public final class Sql {
  /**
   * A colon and a name, but neither a cast ({@code ::text}) nor an array slice; and what looks like
   * one to nobody: quoted text, comments, and operators with a question mark.
   */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "'(?:[^']|'')*+'|\"[^\"]*+\"|--[^\\n]*+|\\?|(?<![:\\w]):(?<name>[a-z][a-zA-Z0-9]*)");

  private final String text;
  private final Map<String, List<Integer>> positions;

  private Sql(String text, Map<String, List<Integer>> positions) {
    this.text = text;
    this.positions = positions;
  }

  /** Parses a statement. */
  public static Sql of(String text) {
    Map<String, List<Integer>> positions = new HashMap<>();
    StringBuilder rewritten = new StringBuilder();
    Matcher matcher = PARAMETER.matcher(text);
    int position = 0;
    while (matcher.find()) {
      String parameter = matcher.group("name");
      if (parameter == null) {
        matcher.appendReplacement(rewritten, Matcher.quoteReplacement(verbatim(matcher.group())));
      } else {
        position++;
        positions.computeIfAbsent(parameter, name -> new ArrayList<>()).add(position);
        matcher.appendReplacement(rewritten, "?");
      }
    }
    return new Sql(matcher.appendTail(rewritten).toString(), Map.copyOf(positions));
  }

  /** The driver wants the question mark of an operator doubled. */
  private static String verbatim(String text) {
    return text.equals("?") ? "??" : text;
  }

  /** Prepares the statement on a connection; the driver keeps the server's plan by its text. */
  public Call on(Connection connection) {
    try {
      return new Call(connection, connection.prepareStatement(text));
    } catch (SQLException failure) {
      throw new DatabaseException(failure);
    }
  }

  /** Reads one row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** One execution: bind every parameter, then run. Running closes it. */
  public final class Call {
    private final Connection connection;
    private final PreparedStatement statement;

    private Call(Connection connection, PreparedStatement statement) {
      this.connection = connection;
      this.statement = statement;
    }

    public Call bind(String name, @Nullable String value) {
      return at(name, position -> statement.setString(position, value));
    }

    public Call bind(String name, int value) {
      return at(name, position -> statement.setInt(position, value));
    }

    public Call bind(String name, long value) {
      return at(name, position -> statement.setLong(position, value));
    }

    public Call bind(String name, double value) {
      return at(name, position -> statement.setDouble(position, value));
    }

    public Call bind(String name, boolean value) {
      return at(name, position -> statement.setBoolean(position, value));
    }

    public Call bind(String name, @Nullable UUID value) {
      return at(name, position -> statement.setObject(position, value, Types.OTHER));
    }

    public Call bind(String name, byte[] value) {
      return at(name, position -> statement.setBytes(position, value));
    }

    public Call bind(String name, @Nullable Instant value) {
      return at(
          name,
          position ->
              statement.setObject(position, timestamp(value), Types.TIMESTAMP_WITH_TIMEZONE));
    }

    /**
     * Binds an array of the Postgres type named, such as {@code text} or {@code int4}. The elements
     * of {@code uuid} are {@link UUID}, those of {@code timestamptz} {@link Instant}.
     */
    public Call bindArray(
        String name, String elementType, Collection<? extends @Nullable Object> values) {
      return switch (elementType) {
        case "uuid" -> binary(name, BinaryArray.ofUuids(values));
        case "timestamptz" -> binary(name, BinaryArray.ofInstants(values));
        // The driver takes an array of byte arrays by its own type only, and sends what else it
        // knows in binary only from an array of that type: any other it escapes by character.
        case "bytea" -> array(name, elementType, values.toArray(byte[][]::new));
        case "text" -> array(name, elementType, values.toArray(String[]::new));
        case "bool" -> array(name, elementType, values.toArray(Boolean[]::new));
        case "int4" -> array(name, elementType, numbers(values, Number::intValue, Integer[]::new));
        case "int8" -> array(name, elementType, numbers(values, Number::longValue, Long[]::new));
        case "float8" ->
            array(name, elementType, numbers(values, Number::doubleValue, Double[]::new));
        default -> array(name, elementType, values.toArray());
      };
    }

    private Call binary(String name, BinaryArray array) {
      return at(name, position -> statement.setObject(position, array));
    }

    private Call array(String name, String elementType, Object[] elements) {
      return at(
          name,
          position ->
              statement.setArray(position, connection.createArrayOf(elementType, elements)));
    }

    /** Runs an insert, update or delete and tells how many rows it touched. */
    public int update() {
      try (statement) {
        return statement.executeUpdate();
      } catch (SQLException failure) {
        throw new DatabaseException(failure);
      }
    }

    /** Runs a query and reads every row. */
    public <T> List<T> list(RowReader<T> reader) {
      try (statement;
          ResultSet rows = statement.executeQuery()) {
        List<T> read = new ArrayList<>();
        while (rows.next()) {
          read.add(reader.read(rows));
        }
        return read;
      } catch (SQLException failure) {
        throw new DatabaseException(failure);
      }
    }

    /** Runs a query of at most one row. */
    public <T> Optional<T> first(RowReader<T> reader) {
      List<T> rows = list(reader);
      return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    private Call at(String name, Binding binding) {
      List<Integer> places = positions.get(name);
      if (places == null) {
        throw new IllegalArgumentException("The statement has no parameter :" + name);
      }
      try {
        for (int place : places) {
          binding.bind(place);
        }
      } catch (SQLException failure) {
        throw new DatabaseException(failure);
      }
      return this;
    }

    private static <N> N[] numbers(
        Collection<? extends @Nullable Object> values,
        Function<Number, N> number,
        IntFunction<N[]> array) {
      N[] elements = array.apply(values.size());
      int place = 0;
      for (Object value : values) {
        if (value != null) {
          elements[place] = number.apply((Number) value);
        }
        place++;
      }
      return elements;
    }
  }

  /** A duration as the number that is multiplied with {@code interval '1 second'}. */
  public static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** Reads a nullable {@code timestamptz}. */
  public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** Reads a {@code timestamptz} that is never null. */
  public static Instant requiredInstant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /**
   * The Postgres literal of a text array, for an array of arrays, which {@code unnest} would
   * flatten.
   */
  public static String arrayLiteral(List<String> elements) {
    StringBuilder literal = new StringBuilder("{");
    for (String element : elements) {
      if (literal.length() > 1) {
        literal.append(',');
      }
      literal.append('"').append(element.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return literal.append('}').toString();
  }

  private static @Nullable OffsetDateTime timestamp(@Nullable Instant value) {
    return value == null ? null : value.atOffset(ZoneOffset.UTC);
  }

  @FunctionalInterface
  private interface Binding {
    void bind(int position) throws SQLException;
  }
}
