package dev.millrace.api.catalog;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.catalog.Backup;
import dev.millrace.catalog.Backups;
import dev.millrace.catalog.Restoration;
import dev.millrace.database.Database;
import dev.millrace.docs.Refusals;
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
import org.jspecify.annotations.Nullable;

/** Copies of the whole catalog, and the way back to one. */
@Controller("/v1/catalog")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class BackupController {
  private final Database database;
  private final Backups backups;
  private final CatalogPages pages;
  private final CatalogRequests requests;

  BackupController(
      Database database, Backups backups, CatalogPages pages, CatalogRequests requests) {
    this.database = database;
    this.backups = backups;
    this.pages = pages;
    this.requests = requests;
  }

  @Get("/backups")
  @Operation(
      operationId = "listCatalogBackups",
      summary = "List the backups, the newest first",
      description = "Scope catalog:read.",
      parameters = {
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
  @ApiResponse(responseCode = "200", description = "A page of backups.")
  @Refusals.BadParameter
  @Secured("catalog:read")
  HttpResponse<Page<Backup>> list(HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(Set.of("cursor", "limit"));
    return pages.page(request, query, "catalog backups", Backup::position, backups::list);
  }

  @Get("/backups/{name}")
  @Operation(
      operationId = "getCatalogBackup",
      summary = "See a backup",
      description = "Scope catalog:read.")
  @ApiResponse(
      responseCode = "200",
      description = "It.",
      content =
          @Content(mediaType = "application/json", schema = @Schema(implementation = Backup.class)))
  @Refusals.NotFound
  @Secured("catalog:read")
  Backup get(String name) {
    return database
        .read(connection -> backups.find(connection, known(name)))
        .orElseThrow(() -> notFound(name));
  }

  @Post("/backups")
  @Operation(
      operationId = "createCatalogBackup",
      summary = "Copy the whole catalog, as it is at one moment",
      description = "Scope catalog:write. 409 when the name is taken.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CatalogDocuments.NewCatalogBackup.class)))
  @ApiResponse(
      responseCode = "201",
      description = "Made; Location is where it is.",
      content =
          @Content(mediaType = "application/json", schema = @Schema(implementation = Backup.class)))
  @Refusals.BadBody
  @Refusals.Conflict
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("catalog:write")
  HttpResponse<Backup> create(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    IdempotencyKey key = IdempotencyKey.of(idempotencyKey, request.getPath(), body);
    CatalogRequests.Done<Backup> made = requests.backUp(caller, CatalogReader.backup(body), key);
    return made.marked(
        HttpResponse.created(made.resource())
            .header(HttpHeaders.LOCATION, "/v1/catalog/backups/" + made.resource().name()));
  }

  @Post("/duplicate")
  @Operation(
      operationId = "duplicateCatalog",
      summary = "Another name of making a backup",
      description = "Scope catalog:write. 409 when the name is taken.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CatalogDocuments.NewCatalogBackup.class)))
  @ApiResponse(
      responseCode = "201",
      description = "Made; Location is where it is.",
      content =
          @Content(mediaType = "application/json", schema = @Schema(implementation = Backup.class)))
  @Refusals.BadBody
  @Refusals.Conflict
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("catalog:write")
  HttpResponse<Backup> duplicate(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    return create(caller, body, idempotencyKey, request);
  }

  @Post("/backups/{name}/restore")
  @Operation(
      operationId = "restoreCatalogBackup",
      summary = "Bring the catalog back to a backup",
      description =
          "Scope catalog:write. Each exercise that differs is a change in the journal, so that a"
              + " restoration can be undone. Doing it twice changes nothing the second time.",
      parameters =
          @Parameter(
              in = ParameterIn.QUERY,
              name = "dry_run",
              description = "Only tell what would change.",
              schema = @Schema(implementation = Boolean.class, defaultValue = "false")))
  @ApiResponse(
      responseCode = "200",
      description = "What it did, or would do.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Restoration.class)))
  @Refusals.BadParameter
  @Refusals.NotFound
  @Secured("catalog:write")
  Restoration restore(
      @Parameter(hidden = true) Caller caller, String name, HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(Set.of("dry_run"));
    boolean isDryRun = CatalogPages.flag(query, "dry_run");
    query.throwIfInvalid();
    String backup = known(name);
    return (isDryRun
            ? database.read(connection -> backups.compare(connection, backup))
            : database.write(
                connection -> backups.restore(connection, backup, CatalogRequests.actor(caller))))
        .orElseThrow(() -> notFound(name));
  }

  /** What no backup can be called is none. */
  private static String known(String name) {
    if (!Backups.NAME.matcher(name).matches()) {
      throw ProblemException.notFound("backup of that name");
    }
    return name;
  }

  private static ProblemException notFound(String name) {
    return ProblemException.notFound("backup " + name);
  }
}
