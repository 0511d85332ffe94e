package dev.millrace.api.catalog;

import dev.millrace.database.Database;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the controllers of the catalog have in common. Blocks. */
@Singleton
final class CatalogPages {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Database database;

  CatalogPages(Database database) {
    this.database = database;
  }

  /** Reads a part of a list. */
  interface Part<T> {
    List<T> read(Connection connection, @Nullable Cursor cursor, int limit);
  }

  /** A page of a list, once the query has been read and found right. */
  <T> HttpResponse<Page<T>> page(
      HttpRequest<?> request,
      Query query,
      String name,
      Function<T, Cursor> position,
      Part<T> part) {
    int limit = query.limit();
    String text = query.text("cursor");
    query.throwIfInvalid();
    Cursor cursor = text == null ? null : Cursor.decode(text, name);
    List<T> rows = database.read(connection -> part.read(connection, cursor, limit + 1));
    return Page.answer(Page.of(rows, limit, name, position, Function.identity()), request);
  }

  /** A flag of a query; false unless it is there. */
  static boolean flag(Query query, String name) {
    Boolean value = query.oneOf(name, CatalogPages::truth, List.of("true", "false"));
    return Boolean.TRUE.equals(value);
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** The id in a path; 404 when no id looks like that. */
  static UUID id(String text, String what) {
    if (!UUID_FORM.matcher(text).matches()) {
      throw ProblemException.notFound(what + " of that id, which is not a UUID");
    }
    return UUID.fromString(text);
  }
}
