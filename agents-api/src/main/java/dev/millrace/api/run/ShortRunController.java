package dev.millrace.api.run;

import dev.millrace.api.docs.Documents;
import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.docs.Refusals;
import dev.millrace.problem.Problem;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
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

/** The short way to ask for a run. */
@Controller("/run")
@Refusals.Guarded
@Tag(name = "Agent runs")
final class ShortRunController {
  private final RunAnswers answers;

  ShortRunController(RunAnswers answers) {
    this.answers = answers;
  }

  @Post
  @Operation(
      operationId = "run",
      summary = "Ask for an agent run, by a short name",
      description = "Scope runs:write. The same as POST /v1/runs.",
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
}
