package dev.millrace.api.events;

import dev.millrace.api.watch.Watch;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Answers with the events of a row from a durable log, whatever table it is in. */
public final class EventAnswers {
  /** The header by which a client resumes. */
  public static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final String PARAMETER = "last_event_id";

  private EventAnswers() {}

  /**
   * Where a row stands.
   *
   * @param isEnded whether nothing more will be told
   * @param seq the number of its last event
   */
  public record Position(UUID id, boolean isEnded, int seq) {}

  /**
   * The stream of what comes after a number, or 204 when there is nothing.
   *
   * @param header what {@link #LAST_EVENT_ID} says
   * @param parameter what the query string says, for clients that cannot set headers
   * @throws ProblemException 400 for a number that no event has; 503 when too many watch already
   */
  public static HttpResponse<Publisher<byte[]>> of(
      Watch<?> watch, Position row, @Nullable String header, @Nullable String parameter) {
    int after =
        header != null ? number(LAST_EVENT_ID, header, row) : number(PARAMETER, parameter, row);
    if (row.isEnded && after == row.seq) {
      // Told everything: with this a client of server-sent events stops coming back.
      return HttpResponse.noContent();
    }
    watch.requirePlace();
    Publisher<byte[]> stream = new EventStream(follower -> watch.follow(row.id, after, follower));
    return HttpResponse.ok(stream)
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("X-Accel-Buffering", "no");
  }

  private static int number(String name, @Nullable String text, Position row) {
    if (text == null || text.isEmpty()) {
      return 0;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= row.seq) {
        return number;
      }
    } catch (NumberFormatException malformed) {
      // Refused below, as is a number that no event has.
    }
    throw ProblemException.invalid(
        "/" + name, "must be the id of an event of this row, 0 to " + row.seq);
  }
}
