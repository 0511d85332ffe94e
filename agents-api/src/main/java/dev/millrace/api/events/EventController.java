package dev.millrace.api.events;

import dev.millrace.api.tenancy.OwnRequests;
import dev.millrace.api.watch.Watch;
import dev.millrace.content.ContentRequest;
import dev.millrace.docs.Refusals;
import dev.millrace.problem.Problem;
import dev.millrace.security.Caller;
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
  private final OwnRequests own;
  private final Watch<ContentRequest> watch;

  EventController(OwnRequests own, Watch<ContentRequest> watch) {
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
      @Header(EventAnswers.LAST_EVENT_ID) @Nullable String lastEventId,
      @QueryValue("last_event_id") @Nullable String lastEventIdParameter) {
    ContentRequest row = own.get(caller, OwnRequests.id(id));
    return EventAnswers.of(
        watch,
        new EventAnswers.Position(row.id(), row.status().isEnded(), row.eventSeq()),
        lastEventId,
        lastEventIdParameter);
  }
}
