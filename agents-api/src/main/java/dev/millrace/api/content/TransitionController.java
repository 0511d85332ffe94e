package dev.millrace.api.content;

import dev.millrace.api.tenancy.OwnRequests;
import dev.millrace.content.ContentRequest;
import dev.millrace.docs.Refusals;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;

/** Cancel what waits or runs; run again what failed or was cancelled. */
@Controller("/v1/content-requests/{id}")
@Refusals.Guarded
@Tag(name = "Content requests")
@Secured("requests:write")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TransitionController {
  private final OwnRequests own;
  private final ContentRequestService service;

  TransitionController(OwnRequests own, ContentRequestService service) {
    this.own = own;
    this.service = service;
  }

  @Post("/cancel")
  @Operation(
      operationId = "cancelContentRequest",
      summary = "Cancel what waits or runs",
      description = "Scope requests:write. Cancelling twice is no mistake.")
  @ApiResponse(
      responseCode = "200",
      description = "Cancelled.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ContentRequestResource.class)))
  @Refusals.NotFound
  @Refusals.Conflict
  HttpResponse<ContentRequestResource> cancel(@Parameter(hidden = true) Caller caller, String id) {
    UUID request = OwnRequests.id(id);
    ContentRequest row = service.cancel(caller, request).orElseGet(() -> own.get(caller, request));
    return switch (row.status()) {
      case CANCELLED -> HttpResponse.ok(ContentRequestResource.of(row));
      case COMPLETED, FAILED ->
          throw ProblemException.conflict(
              "The request is "
                  + row.status().wireName()
                  + " already; there is nothing to cancel.");
      case PENDING, PROCESSING ->
          throw ProblemException.conflict(
              "The request was started anew at the same moment; cancel it again.");
    };
  }

  @Post("/retry")
  @Operation(
      operationId = "retryContentRequest",
      summary = "Run again what failed or was cancelled",
      description = "Scope requests:write. What waits or runs already is left as it is.")
  @ApiResponse(
      responseCode = "202",
      description = "On its way.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ContentRequestResource.class)))
  @Refusals.NotFound
  @Refusals.Conflict
  HttpResponse<ContentRequestResource> retry(@Parameter(hidden = true) Caller caller, String id) {
    UUID request = OwnRequests.id(id);
    ContentRequest row = service.retry(caller, request).orElseGet(() -> own.get(caller, request));
    return switch (row.status()) {
      case PENDING, PROCESSING ->
          HttpResponse.accepted()
              .body(ContentRequestResource.of(row))
              .header(HttpHeaders.LOCATION, ContentRequestResource.path(row.id()));
      case COMPLETED ->
          throw ProblemException.conflict(
              "The request is completed; ask for the content again with a new request.");
      case FAILED, CANCELLED ->
          throw ProblemException.conflict(
              "The request ended again at the same moment; retry it again.");
    };
  }
}
