package dev.millrace.paging;

import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query string of a request, read parameter by parameter; {@link #throwIfInvalid} tells
 * everything that was wrong with it.
 */
public final class Query {
  private static final int LONGEST = 500;
  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 200;

  private final HttpParameters parameters;
  private final List<Violation> violations = new ArrayList<>();

  /** The query string of a request. */
  public Query(HttpRequest<?> request) {
    this.parameters = request.getParameters();
  }

  /** Refuses parameters that are none, so that a misspelt filter does not list everything. */
  public Query onlyKnows(Set<String> names) {
    for (String name : parameters.names()) {
      if (!names.contains(name)) {
        refuse(
            name,
            "is no parameter here; use " + String.join(", ", names.stream().sorted().toList()));
      }
    }
    return this;
  }

  /** A text, or null when it is not there. */
  public @Nullable String text(String name) {
    List<String> values = parameters.getAll(name);
    if (values.isEmpty()) {
      return null;
    }
    String value = values.getFirst();
    if (values.size() > 1) {
      refuse(name, "may be given once");
    } else if (value.isEmpty() || value.length() > LONGEST || !isPlain(value)) {
      refuse(name, "must be 1 to " + LONGEST + " characters, none of them a control character");
    } else {
      return value;
    }
    return null;
  }

  /** An id, or null when it is not there. */
  public @Nullable UUID uuid(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException malformed) {
      // Refused below, as are the shortened forms that the platform also reads.
    }
    refuse(name, "must be a UUID");
    return null;
  }

  /** A time, or null when it is not there. */
  public @Nullable Instant instant(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      if (time.getYear() >= 1 && time.getYear() <= 9999) {
        return time.toInstant().truncatedTo(ChronoUnit.MICROS);
      }
    } catch (DateTimeException malformed) {
      // Refused below, as are the years beyond.
    }
    refuse(
        name,
        "must be a time with an offset, such as 2030-01-31T09:00:00Z; a + is written %2B in an"
            + " address");
    return null;
  }

  /** One of a closed set of names, or null when it is not there. */
  public <T> @Nullable T oneOf(
      String name, Function<String, Optional<T>> reader, Collection<String> names) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Optional<T> value = reader.apply(text);
    if (value.isEmpty()) {
      refuse(name, "must be one of " + String.join(", ", names));
    }
    return value.orElse(null);
  }

  /** How many items a page may have. */
  public int limit() {
    return number("limit", DEFAULT_LIMIT, 1, MOST);
  }

  /** A whole number within bounds. */
  public int number(String name, int otherwise, int least, int most) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException malformed) {
      // Refused below, as is what is out of bounds.
    }
    refuse(name, "must be a whole number, " + least + " to " + most);
    return otherwise;
  }

  /** Remembers that a parameter is wrong. */
  public void refuse(String name, String message) {
    violations.add(new Violation(Violation.pointer(List.of(name)), message));
  }

  /**
   * Ends the reading.
   *
   * @throws ProblemException 400 with everything that was wrong
   */
  public void throwIfInvalid() {
    if (!violations.isEmpty()) {
      throw ProblemException.invalid(violations);
    }
  }

  private static boolean isPlain(String text) {
    return text.codePoints()
        .noneMatch(point -> Character.isISOControl(point) || (point >= 0xD800 && point <= 0xDFFF));
  }
}
