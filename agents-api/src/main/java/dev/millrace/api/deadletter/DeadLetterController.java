package dev.millrace.api.deadletter;

import dev.millrace.api.docs.Documents;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
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
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dead letters: what failed for good, why, and how it is put back. */
@Controller("/v1/dead-letters")
@Refusals.Guarded
@Tag(name = "Dead letters")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeadLetterController {
  private static final String GROUP_BY = "group_by";
  private static final Set<String> PARAMETERS = parameters();

  private final DeadLetterService letters;
  private final RedriveService redrives;

  DeadLetterController(DeadLetterService letters, RedriveService redrives) {
    this.letters = letters;
    this.redrives = redrives;
  }

  @Get
  @Operation(
      operationId = "listDeadLetters",
      summary = "List dead letters, or their causes",
      description = "Scope dead-letters:read. The newest first.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "group_by",
            description =
                "fingerprint: one item per cause, with count, first and last seen, and a sample.",
            schema = @Schema(type = "string", allowableValues = "fingerprint")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "fingerprint",
            description = "Only of that cause.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "error_class",
            description = "Only of that class.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "status",
            description = "Only of that status.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"open", "redriven"})),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "request_id",
            description = "Only of that request.",
            schema = @Schema(type = "string", format = "uuid")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "run_id",
            description = "Only of that run.",
            schema = @Schema(type = "string", format = "uuid")),
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
  @ApiResponse(
      responseCode = "200",
      description = "A page of letters or of causes.",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @Refusals.BadParameter
  @Secured("dead-letters:read")
  HttpResponse<? extends Page<?>> list(
      @Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(PARAMETERS);
    LetterFilter filter = LetterFilter.read(query, caller.organizationId());
    int limit = query.limit();
    String cursor = query.text("cursor");
    String groupBy = query.text(GROUP_BY);
    if (groupBy != null && !groupBy.equals("fingerprint")) {
      query.refuse(GROUP_BY, "must be fingerprint");
    }
    if (groupBy != null && cursor != null) {
      query.refuse("cursor", "is for lists that are not grouped");
    }
    query.throwIfInvalid();
    return groupBy == null ? page(filter, cursor, limit, request) : groups(filter, limit);
  }

  @Get("/{id}")
  @Operation(
      operationId = "getDeadLetter",
      summary = "See a dead letter with its payload",
      description = "Scope dead-letters:read.")
  @ApiResponse(
      responseCode = "200",
      description = "The letter.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = DeadLetterResource.class)))
  @Refusals.NotFound
  @Secured("dead-letters:read")
  DeadLetterResource get(@Parameter(hidden = true) Caller caller, String id) {
    UUID letter = id(id);
    return letters
        .find(caller.organizationId(), letter)
        .map(found -> DeadLetterResource.of(found.letter(), found.payload()))
        .orElseThrow(() -> ProblemException.notFound("dead letter " + letter));
  }

  @Post("/redrive")
  @Operation(
      operationId = "redriveDeadLetters",
      summary = "Put dead letters back",
      description =
          "Scope dead-letters:write. A failed request is started anew; a message that never became"
              + " a request is made one. Audited.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.Redrive.class)))
  @ApiResponse(
      responseCode = "200",
      description = "What became of each letter.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RedriveResult.class)))
  @Refusals.BadBody
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("dead-letters:write")
  RedriveResult redrive(@Parameter(hidden = true) Caller caller, @Body byte[] body) {
    return redrives.redrive(caller, RedriveCommand.read(body, caller.organizationId()));
  }

  private HttpResponse<Page<DeadLetterResource>> page(
      LetterFilter filter, @Nullable String cursor, int limit, HttpRequest<?> request) {
    Cursor from = cursor == null ? null : Cursor.decode(cursor, filter.name());
    Page<DeadLetterResource> page =
        Page.of(
            letters.list(filter, from, limit + 1),
            limit,
            filter.name(),
            row -> new Cursor(row.createdAt(), row.id()),
            DeadLetterResource::of);
    return Page.answer(page, request);
  }

  private HttpResponse<Page<DeadLetterGroup>> groups(LetterFilter filter, int limit) {
    return HttpResponse.ok(new Page<>(letters.groups(filter, limit), null));
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException malformed) {
      throw ProblemException.notFound("dead letter of that id, which is not a UUID");
    }
  }

  private static Set<String> parameters() {
    Set<String> names = new HashSet<>(LetterFilter.PARAMETERS);
    names.addAll(Set.of(GROUP_BY, "cursor", "limit"));
    return names;
  }
}
