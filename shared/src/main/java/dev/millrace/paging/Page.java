package dev.millrace.paging;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.uri.UriBuilder;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor where the next part begins; absent at the end
 */
@Introspected
public record Page<T>(List<T> items, @Nullable String nextCursor) {

  /**
   * The page of rows that were read with one more than the limit, to see whether there are more.
   *
   * @param list names the list to its cursors
   * @param position where a row is in the list
   * @param item what callers see of a row
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, String list, Function<R, Cursor> position, Function<R, T> item) {
    boolean hasMore = rows.size() > limit;
    List<R> shown = hasMore ? rows.subList(0, limit) : rows;
    return new Page<>(
        shown.stream().map(item).toList(),
        hasMore ? position.apply(shown.getLast()).encode(list) : null);
  }

  /** The answer with this page, and a link to the next one. */
  public static <T> HttpResponse<Page<T>> answer(Page<T> page, HttpRequest<?> request) {
    MutableHttpResponse<Page<T>> response = HttpResponse.ok(page);
    if (page.nextCursor() != null) {
      String next =
          UriBuilder.of(request.getUri()).replaceQueryParam("cursor", page.nextCursor()).toString();
      response.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
    }
    return response;
  }
}
