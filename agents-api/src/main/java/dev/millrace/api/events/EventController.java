package dev.millrace.api.events;

import dev.millrace.api.tenancy.OwnRequests;
import dev.millrace.api.watch.Watch;
import dev.millrace.content.ContentRequest;
import dev.millrace.docs.Refusals;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Every state change and progress step of a request, as server-sent events. */
@Controller("/v1/content-requests/{id}/events")
@Refusals.Guarded
@Tag(name = "Content requests")
final class EventController {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final OwnRequests own;
  private final Watch watch;

  EventController(OwnRequests own, Watch watch) {
    this.own = own;
    this.watch = watch;
  }

  @Get(headRoute = false)
  @Operation(
      operationId = "followContentRequest",
      summary = "Follow a request by server-sent events",
      description =
          "Scope requests:read. Every state change and progress step, from a durable log: id is the"
              + " number of the event, event its name, data a JSON object. Last-Event-ID resumes"
              + " with nothing missed or repeated.")
  @ApiResponse(
      responseCode = "200",
      description = "The events; ends after the last.",
      content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
  @ApiResponse(responseCode = "204", description = "Everything was told already.")
  @ApiResponse(
      responseCode = "400",
      description = "A number that no event of this request has.",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  @Refusals.NotFound
  @Produces(MediaType.TEXT_EVENT_STREAM)
  @Secured("requests:read")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<Publisher<byte[]>> events(
      @Parameter(hidden = true) Caller caller,
      String id,
      @Header(LAST_EVENT_ID) @Nullable String lastEventId,
      @QueryValue("last_event_id") @Nullable String lastEventIdParameter) {
    ContentRequest row = own.get(caller, OwnRequests.id(id));
    int after =
        lastEventId != null
            ? number(LAST_EVENT_ID, lastEventId, row)
            : number("last_event_id", lastEventIdParameter, row);
    if (row.status().isEnded() && after == row.eventSeq()) {
      // Told everything: with this a client of server-sent events stops coming back.
      return HttpResponse.noContent();
    }
    watch.requirePlace();
    Publisher<byte[]> stream = new EventStream(follower -> watch.follow(row.id(), after, follower));
    return HttpResponse.ok(stream)
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("X-Accel-Buffering", "no");
  }

  private static int number(String name, @Nullable String text, ContentRequest row) {
    if (text == null || text.isEmpty()) {
      return 0;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= row.eventSeq()) {
        return number;
      }
    } catch (NumberFormatException malformed) {
      // Refused below, as is a number that no event has.
    }
    throw ProblemException.invalid(
        "/" + name, "must be the id of an event of this request, 0 to " + row.eventSeq());
  }
}
