package dev.millrace.api.catalog;

import dev.millrace.catalog.Change;
import dev.millrace.catalog.ChangeRepository;
import dev.millrace.database.Database;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Set;
import java.util.UUID;

/** The journal of changes. */
@Controller("/v1/catalog/changes")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ChangeController {
  private final Database database;
  private final ChangeRepository repository;
  private final CatalogPages pages;

  ChangeController(Database database, ChangeRepository repository, CatalogPages pages) {
    this.database = database;
    this.repository = repository;
    this.pages = pages;
  }

  @Get
  @Operation(
      operationId = "listCatalogChanges",
      summary = "List the changes, the newest first",
      description = "Scope catalog:read.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "exercise_id",
            description = "Only those of that exercise.",
            schema = @Schema(type = "string", format = "uuid")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "job_id",
            description = "Only those of that job.",
            schema = @Schema(type = "string", format = "uuid")),
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
  @ApiResponse(responseCode = "200", description = "A page of changes.")
  @Refusals.BadParameter
  @Secured("catalog:read")
  HttpResponse<Page<Change>> list(HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(Set.of("exercise_id", "job_id", "cursor", "limit"));
    ChangeRepository.Filter filter =
        new ChangeRepository.Filter(query.uuid("exercise_id"), query.uuid("job_id"), null, null);
    return pages.page(
        request,
        query,
        "catalog changes",
        row -> new Cursor(row.createdAt(), row.id()),
        (connection, cursor, limit) -> repository.list(connection, filter, cursor, limit));
  }

  @Get("/{id}")
  @Operation(
      operationId = "getCatalogChange",
      summary = "See one of the changes",
      description = "Scope catalog:read.")
  @ApiResponse(
      responseCode = "200",
      description = "It.",
      content =
          @Content(mediaType = "application/json", schema = @Schema(implementation = Change.class)))
  @Refusals.NotFound
  @Secured("catalog:read")
  Change get(String id) {
    return find(CatalogPages.id(id, "catalog change"));
  }

  private Change find(UUID id) {
    return database
        .read(connection -> repository.find(connection, id))
        .orElseThrow(() -> ProblemException.notFound("catalog change " + id));
  }
}
