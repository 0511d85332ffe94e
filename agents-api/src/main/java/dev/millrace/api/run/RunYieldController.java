package dev.millrace.api.run;

import dev.millrace.api.events.EventAnswers;
import dev.millrace.api.watch.Watch;
import dev.millrace.docs.Refusals;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.run.AgentRun;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
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
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** What comes of a run: its events while it goes on, its steps, its result and its pictures. */
@Controller("/v1/runs/{id}")
@Refusals.Guarded
@Tag(name = "Agent runs")
@Secured("runs:read")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RunYieldController {
  /** A picture that a model drew may be a document with scripts in it, as SVG is. */
  private static final String HARMLESS =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

  private final OwnRuns own;
  private final RunService service;
  private final RunAnswers answers;
  private final Watch<AgentRun> watch;

  RunYieldController(OwnRuns own, RunService service, RunAnswers answers, Watch<AgentRun> watch) {
    this.own = own;
    this.service = service;
    this.answers = answers;
    this.watch = watch;
  }

  @Get(uri = "/events", headRoute = false)
  @Operation(
      operationId = "followRun",
      summary = "Follow a run by server-sent events",
      description =
          "Scope runs:read. Every state change and finished step, from a durable log: id is the"
              + " number of the event, event its name, data a JSON object. Last-Event-ID resumes"
              + " with nothing missed or repeated.")
  @ApiResponse(
      responseCode = "200",
      description = "The events; ends after the last.",
      content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
  @ApiResponse(responseCode = "204", description = "Everything was told already.")
  @ApiResponse(
      responseCode = "400",
      description = "A number that no event of this run has.",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  @Refusals.NotFound
  @Produces(MediaType.TEXT_EVENT_STREAM)
  HttpResponse<Publisher<byte[]>> events(
      @Parameter(hidden = true) Caller caller,
      String id,
      @Header(EventAnswers.LAST_EVENT_ID) @Nullable String lastEventId,
      @QueryValue("last_event_id") @Nullable String lastEventIdParameter) {
    AgentRun row = own.get(caller, OwnRuns.id(id));
    return EventAnswers.of(
        watch,
        new EventAnswers.Position(row.id(), row.status().isEnded(), row.eventSeq()),
        lastEventId,
        lastEventIdParameter);
  }

  @Get("/logs")
  @Operation(
      operationId = "getRunLogs",
      summary = "See the finished steps of a run",
      description = "Scope runs:read. Input, output, model, tokens, cost and time of each.")
  @ApiResponse(
      responseCode = "200",
      description = "The steps in their order.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunLogResource.class)))
  @Refusals.NotFound
  RunLogResource logs(@Parameter(hidden = true) Caller caller, String id) {
    AgentRun row = own.get(caller, OwnRuns.id(id));
    return new RunLogResource(service.logs(row.id()));
  }

  @Get("/result")
  @Operation(
      operationId = "getRunResult",
      summary = "Read what a run has come to",
      description = "Scope runs:read.")
  @ApiResponse(
      responseCode = "200",
      description = "The task, or why there is none.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunResult.class)))
  @ApiResponse(
      responseCode = "409",
      description = "Not finished yet, see Retry-After; or it failed.",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  @Refusals.NotFound
  RunResult result(@Parameter(hidden = true) Caller caller, String id) {
    AgentRun row = own.get(caller, OwnRuns.id(id));
    String outcome = row.outcome();
    if (outcome == null) {
      throw notReady(row);
    }
    return new RunResult(
        row.id(),
        outcome,
        row.outcomeReason(),
        service.task(row.id()).orElse(null),
        service.pictures(row.id()));
  }

  @Get(uri = "/artifacts/{name}", headRoute = false)
  @Operation(
      operationId = "getRunArtifact",
      summary = "Fetch a picture that a run has made",
      description = "Scope runs:read. What the result and the logs call artifact.")
  @ApiResponse(
      responseCode = "200",
      description = "The file.",
      content =
          @Content(mediaType = "image/*", schema = @Schema(type = "string", format = "binary")))
  @Refusals.NotFound
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> artifact(@Parameter(hidden = true) Caller caller, String id, String name) {
    AgentRun row = own.get(caller, OwnRuns.id(id));
    RunYieldRepository.File file =
        service
            .file(row.id(), name)
            .orElseThrow(() -> ProblemException.notFound("artifact of that name"));
    return HttpResponse.ok(file.bytes())
        .contentType(MediaType.of(file.mediaType()))
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", HARMLESS)
        .header("Content-Disposition", "inline; filename=\"" + name + "\"")
        .header(HttpHeaders.CACHE_CONTROL, "private, max-age=86400, immutable");
  }

  private ProblemException notReady(AgentRun row) {
    String self = RunResource.path(row.id());
    return switch (row.status()) {
      case PENDING, PROCESSING ->
          new ProblemException(
              Problem.of(
                  HttpStatus.CONFLICT,
                  "not-finished",
                  "Not finished",
                  "The run is "
                      + row.status().wireName()
                      + "; ask again later, or wait for it with GET "
                      + self
                      + "?wait=30."),
              Map.of(HttpHeaders.RETRY_AFTER, Objects.toString(answers.retryAfter(row), "1")));
      case FAILED, CANCELLED ->
          ProblemException.conflict(
              "The run is "
                  + row.status().wireName()
                  + " and has no result; POST "
                  + self
                  + "/retry runs it again.");
      case COMPLETED -> ProblemException.notFound("result of that run any more");
    };
  }
}
