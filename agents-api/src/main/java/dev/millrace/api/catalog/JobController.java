package dev.millrace.api.catalog;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.catalog.CatalogJob;
import dev.millrace.catalog.JobFilter;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.JobStatus;
import dev.millrace.catalog.JobType;
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

/** The jobs that mend exercises. */
@Controller("/v1/catalog/jobs")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class JobController {
  private final Database database;
  private final JobRepository repository;
  private final CatalogPages pages;
  private final CatalogRequests requests;

  JobController(
      Database database, JobRepository repository, CatalogPages pages, CatalogRequests requests) {
    this.database = database;
    this.repository = repository;
    this.pages = pages;
    this.requests = requests;
  }

  @Post
  @Operation(
      operationId = "createCatalogJob",
      summary = "Ask for an exercise to be mended or added",
      description =
          "Scope catalog:write. The answer may be an open job that asks for the same. Apply jobs wait while the apply gate is closed.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CatalogDocuments.NewCatalogJob.class)))
  @ApiResponse(
      responseCode = "202",
      description = "In the queue; Location is where it is.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CatalogJob.class)))
  @Refusals.BadBody
  @Refusals.Conflict
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("catalog:write")
  HttpResponse<CatalogJob> create(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    IdempotencyKey key = IdempotencyKey.of(idempotencyKey, request.getPath(), body);
    CatalogRequests.Done<CatalogJob> done =
        requests.file(caller, CatalogReader.job(body, caller), key);
    return done.marked(
        HttpResponse.<CatalogJob>accepted()
            .body(done.resource())
            .header(HttpHeaders.LOCATION, "/v1/catalog/jobs/" + done.resource().id()));
  }

  @Get
  @Operation(
      operationId = "listCatalogJobs",
      summary = "List the jobs, the newest first",
      description = "Scope catalog:read.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "status",
            description = "Only those.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "type",
            description = "Only those.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "mode",
            description = "Only those.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "exercise_id",
            description = "Only those of that exercise.",
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
  @ApiResponse(responseCode = "200", description = "A page of jobs.")
  @Refusals.BadParameter
  @Secured("catalog:read")
  HttpResponse<Page<CatalogJob>> list(HttpRequest<?> request) {
    Query query =
        new Query(request)
            .onlyKnows(Set.of("status", "type", "mode", "exercise_id", "cursor", "limit"));
    JobFilter filter =
        new JobFilter(
            query.oneOf("status", JobStatus::of, JobStatus.wireNames()),
            query.oneOf("type", JobType::of, JobType.wireNames()),
            query.oneOf("mode", JobMode::of, JobMode.wireNames()),
            query.uuid("exercise_id"),
            null,
            null,
            false);
    return pages.page(
        request,
        query,
        "catalog jobs",
        row -> new Cursor(row.createdAt(), row.id()),
        (connection, cursor, limit) -> repository.list(connection, filter, cursor, limit));
  }

  @Get("/{id}")
  @Operation(
      operationId = "getCatalogJob",
      summary = "See one of the jobs",
      description = "Scope catalog:read.")
  @ApiResponse(
      responseCode = "200",
      description = "It.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CatalogJob.class)))
  @Refusals.NotFound
  @Secured("catalog:read")
  CatalogJob get(String id) {
    return find(CatalogPages.id(id, "catalog job"));
  }

  private CatalogJob find(UUID id) {
    return database
        .read(connection -> repository.find(connection, id))
        .orElseThrow(() -> ProblemException.notFound("catalog job " + id));
  }
}
