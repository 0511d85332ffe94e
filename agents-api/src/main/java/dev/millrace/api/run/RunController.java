package dev.millrace.api.run;

import dev.millrace.api.content.Patience;
import dev.millrace.api.docs.Documents;
import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.problem.Problem;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Agent runs: ask for one, and see where it stands. */
@Controller("/v1/runs")
@Refusals.Guarded
@Tag(name = "Agent runs")
final class RunController {
  private final RunAnswers answers;
  private final RunService service;
  private final OwnRuns own;

  RunController(RunAnswers answers, RunService service, OwnRuns own) {
    this.answers = answers;
    this.service = service;
    this.own = own;
  }

  @Post
  @Operation(
      operationId = "createRun",
      summary = "Ask for an agent run",
      description =
          "Scope runs:write. The run is stored and published before this answers. A repeated"
              + " correlation_id gives the existing run.",
      parameters =
          @Parameter(
              in = ParameterIn.HEADER,
              name = "Prefer",
              description = "wait=N: holds the answer until it has ended, N seconds at most.",
              schema = @Schema(type = "string", example = "wait=30")))
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.NewAgentRun.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Accepted; Location is where it is.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunResource.class)))
  @ApiResponse(
      responseCode = "200",
      description =
          "It ended in the time that Prefer allows; or the organization has a run of that"
              + " correlation_id already.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunResource.class)))
  @ApiResponse(
      responseCode = "409",
      description = "A call of the same key takes too long; repeat it.",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  @Refusals.BadBody
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("runs:write")
  @ExecuteOn(TaskExecutors.BLOCKING)
  CompletableFuture<MutableHttpResponse<RunResource>> create(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Parameter(
              description =
                  "1 to 255 visible ASCII characters. The same key and body give the first answer"
                      + " again.")
          @Header(IdempotencyKey.HEADER)
          @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    return answers.create(caller, body, idempotencyKey, request);
  }

  @Get("/{id}")
  @Operation(
      operationId = "getRun",
      summary = "See where a run stands",
      description = "Scope runs:read. Retry-After is there while it is not finished.")
  @ApiResponse(
      responseCode = "200",
      description = "The run as it is now, with an ETag.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunResource.class)))
  @ApiResponse(responseCode = "304", description = "Unchanged since If-None-Match.")
  @Refusals.BadParameter
  @Refusals.NotFound
  @Secured("runs:read")
  @ExecuteOn(TaskExecutors.BLOCKING)
  CompletableFuture<HttpResponse<?>> get(
      @Parameter(hidden = true) Caller caller,
      String id,
      @Parameter(
              description =
                  "Holds the answer until the run is finished or so many seconds are over, 1 to 60.")
          @QueryValue
          @Nullable String wait,
      @Header(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      HttpRequest<?> request) {
    return answers.get(own.get(caller, OwnRuns.id(id)), Patience.wait(wait), ifNoneMatch, request);
  }

  @Get
  @Operation(
      operationId = "listRuns",
      summary = "List runs, the newest first",
      description = "Scope runs:read. Link with rel=next leads to the next page.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "status",
            description = "Only of that status.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {
                      "pending",
                      "processing",
                      "completed",
                      "failed",
                      "cancelled"
                    })),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "kind",
            description = "Only of that kind.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"product_image", "text", "chat"})),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "shop",
            description = "Only of that shop.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "organization_id",
            description = "Must be the token's.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "correlation_id",
            description = "Only of that correlation id.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "created_after",
            description = "Only younger ones.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "created_before",
            description = "Only older ones.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "cursor",
            description = "next_cursor of the page before.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "limit",
            description = "How many, 1 to 200.",
            schema =
                @Schema(
                    implementation = Integer.class,
                    minimum = "1",
                    maximum = "200",
                    defaultValue = "50"))
      })
  @ApiResponse(responseCode = "200", description = "A page of runs.")
  @Refusals.BadParameter
  @Secured("runs:read")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<Page<RunResource>> list(
      @Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    RunFilter.Part part = RunFilter.read(request, caller);
    Page<RunResource> page =
        Page.of(
            service.list(part),
            part.limit(),
            part.filter().name(),
            row -> new Cursor(row.createdAt(), row.id()),
            RunResource::of);
    return Page.answer(page, request);
  }
}
