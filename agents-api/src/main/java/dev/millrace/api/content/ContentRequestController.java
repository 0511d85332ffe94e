package dev.millrace.api.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.docs.Documents;
import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.tenancy.OwnRequests;
import dev.millrace.api.watch.Watch;
import dev.millrace.batch.BatcherFull;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.Intake;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
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
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Content requests: ask for one, and see where it stands. */
@Controller("/v1/content-requests")
@Refusals.Guarded
@Tag(name = "Content requests")
final class ContentRequestController {
  private final IntakeService intake;
  private final RequestReader reader;
  private final OwnRequests own;
  private final Watch<ContentRequest> watch;
  private final ContentRequestService service;
  private final Clock clock;

  ContentRequestController(
      IntakeService intake,
      RequestReader reader,
      OwnRequests own,
      Watch<ContentRequest> watch,
      ContentRequestService service,
      Clock clock) {
    this.intake = intake;
    this.reader = reader;
    this.own = own;
    this.watch = watch;
    this.service = service;
    this.clock = clock;
  }

  /** Runs on the event loop: it only decodes, and the batcher's threads do what blocks. */
  @Post
  @Operation(
      operationId = "createContentRequest",
      summary = "Ask for content",
      description =
          "Scope requests:write. The request is stored and published before this answers. A"
              + " repeated correlation_id gives the existing request.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.NewContentRequest.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Accepted; Location is where it is.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ContentRequestResource.class)))
  @ApiResponse(
      responseCode = "200",
      description = "The organization has a request of that correlation_id already.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ContentRequestResource.class)))
  @ApiResponse(
      responseCode = "409",
      description = "A call of the same key takes too long; repeat it.",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  @Refusals.BadBody
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("requests:write")
  CompletableFuture<MutableHttpResponse<ContentRequestResource>> create(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Parameter(
              description =
                  "1 to 255 visible ASCII characters. The same key and body give the first answer"
                      + " again.")
          @Header(IdempotencyKey.HEADER)
          @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    IdempotencyKey key = IdempotencyKey.of(idempotencyKey, body);
    Intake decoded = decode(RequestReader.parse(body), caller, request);
    try {
      return intake.submit(new Submission(decoded, key, body.length)).handle(IntakeAnswers::answer);
    } catch (BatcherFull full) {
      throw ProblemException.overloaded(Duration.ofSeconds(1));
    }
  }

  @Get("/{id}")
  @Operation(
      operationId = "getContentRequest",
      summary = "See where a request stands",
      description = "Scope requests:read. Retry-After is there while it is not finished.")
  @ApiResponse(
      responseCode = "200",
      description = "The request as it is now, with an ETag.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ContentRequestResource.class)))
  @ApiResponse(responseCode = "304", description = "Unchanged since If-None-Match.")
  @Refusals.BadParameter
  @Refusals.NotFound
  @Secured("requests:read")
  @ExecuteOn(TaskExecutors.BLOCKING)
  CompletableFuture<HttpResponse<?>> get(
      @Parameter(hidden = true) Caller caller,
      String id,
      @Parameter(
              description =
                  "Holds the answer until the request is finished or so many seconds are over, 1 to"
                      + " 60.")
          @QueryValue
          @Nullable String wait,
      @Header(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      HttpRequest<?> request) {
    Duration longest = Patience.wait(wait);
    ContentRequest row = own.get(caller, OwnRequests.id(id));
    if (longest.isZero() || row.status().isEnded()) {
      return CompletableFuture.completedFuture(representation(row, ifNoneMatch));
    }
    CompletableFuture<ContentRequest> ended = watch.untilEnded(row, longest);
    HangUp.of(request, ended, row);
    return ended.thenApply(now -> representation(now, ifNoneMatch));
  }

  @Get
  @Operation(
      operationId = "listContentRequests",
      summary = "List requests, the newest first",
      description = "Scope requests:read. Link with rel=next leads to the next page.",
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
            name = "student_id",
            description = "Only of that student.",
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
            name = "error_class",
            description = "Only failures of that class.",
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
  @ApiResponse(responseCode = "200", description = "A page of requests.")
  @Refusals.BadParameter
  @Secured("requests:read")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<Page<ContentRequestResource>> list(
      @Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    RequestFilter.Part part = RequestFilter.read(request, caller);
    Page<ContentRequestResource> page =
        Page.of(
            service.list(part),
            part.limit(),
            part.filter().name(),
            row -> new Cursor(row.createdAt(), row.id()),
            ContentRequestResource::of);
    return Page.answer(page, request);
  }

  private Intake decode(
      JsonNode document, @Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    try {
      return reader.read(document, caller, TraceParent.of(request));
    } catch (InvalidContentRequest invalid) {
      throw new ProblemException(RequestReader.invalid(invalid));
    }
  }

  private HttpResponse<?> representation(ContentRequest row, @Nullable String ifNoneMatch) {
    String tag = EntityTag.of(row);
    MutableHttpResponse<?> response =
        ifNoneMatch != null && EntityTag.matches(ifNoneMatch, tag)
            ? HttpResponse.status(HttpStatus.NOT_MODIFIED)
            : HttpResponse.ok(ContentRequestResource.of(row));
    Long retryAfter = Patience.retryAfter(row, clock);
    if (retryAfter != null) {
      response.header(HttpHeaders.RETRY_AFTER, retryAfter.toString());
    }
    return response
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
  }
}
