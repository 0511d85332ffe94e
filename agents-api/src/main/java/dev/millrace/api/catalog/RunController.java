package dev.millrace.api.catalog;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.RunRepository;
import dev.millrace.catalog.RunState;
import dev.millrace.database.Database;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The runs of the catalog's commands. */
@Controller("/v1/catalog/runs")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RunController {
  private final Database database;
  private final RunRepository repository;
  private final CatalogPages pages;
  private final CatalogRequests requests;

  RunController(
      Database database, RunRepository repository, CatalogPages pages, CatalogRequests requests) {
    this.database = database;
    this.repository = repository;
    this.pages = pages;
    this.requests = requests;
  }

  @Post
  @Operation(
      operationId = "createCatalogRun",
      summary = "Ask for a run of one of the catalog's commands",
      description = "Scope catalog:write. A worker carries it out.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CatalogDocuments.NewCatalogRun.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Recorded; Location is where it is.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CatalogRun.class)))
  @Refusals.BadBody
  @Refusals.Conflict
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("catalog:write")
  HttpResponse<CatalogRun> create(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    IdempotencyKey key = IdempotencyKey.of(idempotencyKey, request.getPath(), body);
    CatalogRequests.Done<CatalogRun> done =
        requests.record(caller, CatalogReader.run(body, caller), key);
    return done.marked(
        HttpResponse.<CatalogRun>accepted()
            .body(done.resource())
            .header(HttpHeaders.LOCATION, "/v1/catalog/runs/" + done.resource().id()));
  }

  @Get
  @Operation(
      operationId = "listCatalogRuns",
      summary = "List the runs, the newest first",
      description = "Scope catalog:read.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "command",
            description = "Only those.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "state",
            description = "Only those.",
            schema = @Schema(type = "string")),
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
  @Secured("catalog:read")
  HttpResponse<Page<CatalogRun>> list(HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(Set.of("command", "state", "cursor", "limit"));
    CatalogCommand command = query.oneOf("command", CatalogCommand::of, CatalogCommand.wireNames());
    RunState state = query.oneOf("state", RunState::of, RunState.wireNames());
    return pages.page(
        request,
        query,
        "catalog runs",
        row -> new Cursor(row.recordedAt(), row.id()),
        (connection, cursor, limit) -> repository.list(connection, command, state, cursor, limit));
  }

  @Get("/{id}")
  @Operation(
      operationId = "getCatalogRun",
      summary = "See one of the runs",
      description = "Scope catalog:read.")
  @ApiResponse(
      responseCode = "200",
      description = "It.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CatalogRun.class)))
  @Refusals.NotFound
  @Secured("catalog:read")
  CatalogRun get(String id) {
    return find(CatalogPages.id(id, "catalog run"));
  }

  private CatalogRun find(UUID id) {
    return database
        .read(connection -> repository.find(connection, id))
        .orElseThrow(() -> ProblemException.notFound("catalog run " + id));
  }
}
