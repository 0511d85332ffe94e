package dev.millrace.api.content;

import dev.millrace.api.docs.Documents;
import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.database.DatabaseException;
import dev.millrace.docs.Refusals;
import dev.millrace.security.BodyLimit;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Many content requests in one call. */
@Controller("/v1/content-requests:batch")
@Refusals.Guarded
@Tag(name = "Content requests")
final class BatchController {
  private final BatchService service;
  private final RequestReader reader;

  BatchController(BatchService service, RequestReader reader) {
    this.service = service;
    this.reader = reader;
  }

  @Post
  @Operation(
      operationId = "createContentRequests",
      summary = "Ask for up to 1,000 contents",
      description =
          "Scope requests:write. Those that are valid are accepted even if others are refused;"
              + " results are in the order of the requests.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.NewBatch.class)))
  @ApiResponse(
      responseCode = "200",
      description = "A result for each request.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = BatchResult.class)))
  @Refusals.BadBody
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(BodyLimit.BATCH)
  @Secured("requests:write")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<BatchResult> create(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    IdempotencyKey key = IdempotencyKey.of(idempotencyKey, body);
    BatchRequest batch = BatchRequest.read(body, reader, caller, TraceParent.of(request));
    try {
      BatchService.Outcome outcome = service.accept(caller.organizationId(), batch, key);
      MutableHttpResponse<BatchResult> response = HttpResponse.ok(outcome.result());
      return outcome.isReplayed() ? response.header(IntakeAnswers.REPLAYED, "true") : response;
    } catch (DatabaseException failure) {
      throw IntakeAnswers.failed(failure);
    }
  }
}
