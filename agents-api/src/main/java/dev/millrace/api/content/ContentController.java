package dev.millrace.api.content;

import dev.millrace.api.content.ContentRepository.Generated;
import dev.millrace.api.tenancy.OwnRequests;
import dev.millrace.content.ContentRequest;
import dev.millrace.docs.Refusals;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** What was generated, as Markdown or as JSON. */
@Controller("/v1/content-requests/{id}/content")
@Refusals.Guarded
@Tag(name = "Content requests")
final class ContentController {
  private static final String MARKDOWN = "text/markdown";

  private final OwnRequests own;
  private final ContentRequestService service;
  private final Clock clock;

  ContentController(OwnRequests own, ContentRequestService service, Clock clock) {
    this.own = own;
    this.service = service;
    this.clock = clock;
  }

  @Get
  @Operation(
      operationId = "getContent",
      summary = "Read what was generated",
      description = "Scope requests:read. Markdown unless Accept prefers JSON.")
  @ApiResponse(
      responseCode = "200",
      description = "The content.",
      content = {
        @Content(mediaType = "text/markdown", schema = @Schema(type = "string")),
        @Content(mediaType = "application/json", schema = @Schema(type = "object"))
      })
  @ApiResponse(
      responseCode = "406",
      description = "Neither Markdown nor JSON is accepted.",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  @ApiResponse(
      responseCode = "409",
      description = "Not finished yet, see Retry-After; or it failed.",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  @Refusals.NotFound
  @Produces({MARKDOWN, MediaType.APPLICATION_JSON})
  @Secured("requests:read")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<byte[]> content(
      @Parameter(hidden = true) Caller caller, String id, HttpRequest<?> request) {
    ContentRequest row = own.get(caller, OwnRequests.id(id));
    Generated content = service.content(row.id()).orElseThrow(() -> notReady(row));
    boolean asJson = prefersJson(request);
    String text = asJson ? content.document() : content.markdown();
    return HttpResponse.ok(text.getBytes(StandardCharsets.UTF_8))
        .contentType(
            asJson ? MediaType.APPLICATION_JSON_TYPE : MediaType.of(MARKDOWN + "; charset=utf-8"))
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .header("X-Content-Type-Options", "nosniff");
  }

  /** Markdown is what is given to whoever has no preference. */
  private static boolean prefersJson(HttpRequest<?> request) {
    for (MediaType accepted : request.getHeaders().accept()) {
      if (accepted.matches(MediaType.of(MARKDOWN))) {
        return false;
      }
      if (accepted.matches(MediaType.APPLICATION_JSON_TYPE)) {
        return true;
      }
    }
    return false;
  }

  private ProblemException notReady(ContentRequest row) {
    return switch (row.status()) {
      case PENDING, PROCESSING ->
          new ProblemException(
              Problem.of(
                  HttpStatus.CONFLICT,
                  "not-finished",
                  "Not finished",
                  "The request is "
                      + row.status().wireName()
                      + "; ask again later, or wait for it with GET "
                      + ContentRequestResource.path(row.id())
                      + "?wait=30."),
              Map.of(HttpHeaders.RETRY_AFTER, String.valueOf(Patience.retryAfter(row, clock))));
      case FAILED, CANCELLED ->
          ProblemException.conflict(
              "The request is "
                  + row.status().wireName()
                  + " and has no content; POST "
                  + ContentRequestResource.path(row.id())
                  + "/retry runs it again.");
      case COMPLETED -> ProblemException.notFound("content of that request any more");
    };
  }
}
