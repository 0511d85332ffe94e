package dev.millrace.api.run;

import dev.millrace.docs.Refusals;
import dev.millrace.problem.ProblemException;
import dev.millrace.run.AgentRun;
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
@Controller("/v1/runs/{id}")
@Refusals.Guarded
@Tag(name = "Agent runs")
@Secured("runs:write")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RunTransitionController {
  private final OwnRuns own;
  private final RunService service;

  RunTransitionController(OwnRuns own, RunService service) {
    this.own = own;
    this.service = service;
  }

  @Post("/cancel")
  @Operation(
      operationId = "cancelRun",
      summary = "Cancel a run that waits or runs",
      description =
          "Scope runs:write. A call of a model that is in flight is cut off. Cancelling twice is no"
              + " mistake.")
  @ApiResponse(
      responseCode = "200",
      description = "Cancelled.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunResource.class)))
  @Refusals.NotFound
  @Refusals.Conflict
  HttpResponse<RunResource> cancel(@Parameter(hidden = true) Caller caller, String id) {
    UUID run = OwnRuns.id(id);
    AgentRun row = service.cancel(caller, run).orElseGet(() -> own.get(caller, run));
    return switch (row.status()) {
      case CANCELLED -> HttpResponse.ok(RunResource.of(row));
      case COMPLETED, FAILED ->
          throw ProblemException.conflict(
              "The run is " + row.status().wireName() + " already; there is nothing to cancel.");
      case PENDING, PROCESSING ->
          throw ProblemException.conflict(
              "The run was started anew at the same moment; cancel it again.");
    };
  }

  @Post("/retry")
  @Operation(
      operationId = "retryRun",
      summary = "Run again what failed or was cancelled",
      description =
          "Scope runs:write. It goes on after its last finished step. What waits or runs already is"
              + " left as it is.")
  @ApiResponse(
      responseCode = "202",
      description = "On its way.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunResource.class)))
  @Refusals.NotFound
  @Refusals.Conflict
  HttpResponse<RunResource> retry(@Parameter(hidden = true) Caller caller, String id) {
    UUID run = OwnRuns.id(id);
    AgentRun row = service.retry(caller, run).orElseGet(() -> own.get(caller, run));
    return switch (row.status()) {
      case PENDING, PROCESSING ->
          HttpResponse.accepted()
              .body(RunResource.of(row))
              .header(HttpHeaders.LOCATION, RunResource.path(row.id()));
      case COMPLETED ->
          throw ProblemException.conflict("The run is completed; ask for another one.");
      case FAILED, CANCELLED ->
          throw ProblemException.conflict(
              "The run ended again at the same moment; retry it again.");
    };
  }
}
