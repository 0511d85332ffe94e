package dev.millrace.api.catalog;

import dev.millrace.api.content.EntityTag;
import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.Exercise;
import dev.millrace.catalog.ExerciseRepository;
import dev.millrace.catalog.ExerciseStatus;
import dev.millrace.catalog.MovementPattern;
import dev.millrace.catalog.Muscle;
import dev.millrace.database.Database;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
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
import org.jspecify.annotations.Nullable;

/** The exercises. */
@Controller("/v1/catalog/exercises")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ExerciseController {
  private final Database database;
  private final ExerciseRepository repository;
  private final CatalogPages pages;

  ExerciseController(Database database, ExerciseRepository repository, CatalogPages pages) {
    this.database = database;
    this.repository = repository;
    this.pages = pages;
  }

  @Get
  @Operation(
      operationId = "listExercises",
      summary = "List the exercises, the newest first",
      description = "Scope catalog:read.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "status",
            description = "Only those.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "equipment",
            description = "Only those.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "movement_pattern",
            description = "Only those.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "muscle",
            description = "Primary or secondary.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "name",
            description = "A part of the name.",
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
  @ApiResponse(responseCode = "200", description = "A page of exercises.")
  @Refusals.BadParameter
  @Secured("catalog:read")
  HttpResponse<Page<Exercise>> list(HttpRequest<?> request) {
    Query query =
        new Query(request)
            .onlyKnows(
                Set.of(
                    "status",
                    "equipment",
                    "movement_pattern",
                    "muscle",
                    "name",
                    "cursor",
                    "limit"));
    ExerciseRepository.Filter filter =
        new ExerciseRepository.Filter(
            query.oneOf("status", ExerciseStatus::of, ExerciseStatus.wireNames()),
            query.oneOf("equipment", Equipment::of, Equipment.wireNames()),
            query.oneOf("movement_pattern", MovementPattern::of, MovementPattern.wireNames()),
            query.oneOf("muscle", Muscle::of, Muscle.wireNames()),
            query.text("name"));
    return pages.page(
        request,
        query,
        "exercises",
        row -> new Cursor(row.createdAt(), row.id()),
        (connection, cursor, limit) -> repository.list(connection, filter, cursor, limit));
  }

  @Get("/{id}")
  @Operation(
      operationId = "getExercise",
      summary = "See one of the exercises",
      description = "Scope catalog:read.")
  @ApiResponse(
      responseCode = "200",
      description = "It.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Exercise.class)))
  @Refusals.NotFound
  @Secured("catalog:read")
  HttpResponse<Exercise> get(
      String id, @Header(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    Exercise found = find(CatalogPages.id(id, "exercise"));
    String tag = "\"" + found.version() + "-" + found.updatedAt().toEpochMilli() + "\"";
    return ifNoneMatch != null && EntityTag.matches(ifNoneMatch, tag)
        ? HttpResponse.<Exercise>notModified().header(HttpHeaders.ETAG, tag)
        : HttpResponse.ok(found).header(HttpHeaders.ETAG, tag);
  }

  private Exercise find(UUID id) {
    return database
        .read(connection -> repository.find(connection, id))
        .orElseThrow(() -> ProblemException.notFound("exercise " + id));
  }
}
