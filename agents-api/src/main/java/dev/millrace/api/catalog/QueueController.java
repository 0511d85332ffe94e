package dev.millrace.api.catalog;

import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.QueueCount;
import dev.millrace.database.Database;
import dev.millrace.docs.Refusals;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** How much work waits. */
@Controller("/v1/catalog/queue")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class QueueController {
  private final Database database;
  private final JobRepository jobs;

  QueueController(Database database, JobRepository jobs) {
    this.database = database;
    this.jobs = jobs;
  }

  /** How many jobs of each kind there are. */
  @Introspected
  @Schema(name = "CatalogQueue")
  record Counts(List<QueueCount> items) {}

  @Get
  @Operation(
      operationId = "getCatalogQueue",
      summary = "See how many jobs there are, by status, mode and type",
      description = "Scope catalog:read.")
  @ApiResponse(
      responseCode = "200",
      description = "The counts.",
      content =
          @Content(mediaType = "application/json", schema = @Schema(implementation = Counts.class)))
  @Secured("catalog:read")
  Counts count() {
    return new Counts(database.read(jobs::count));
  }
}
