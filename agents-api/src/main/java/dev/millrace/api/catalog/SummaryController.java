package dev.millrace.api.catalog;

import dev.millrace.catalog.DaySummary;
import dev.millrace.catalog.SummaryRepository;
import dev.millrace.database.Database;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Query;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
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
import java.util.List;
import java.util.Set;

/** What the days came to. */
@Controller("/v1/catalog/summaries")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SummaryController {
  private final Database database;
  private final SummaryRepository summaries;

  SummaryController(Database database, SummaryRepository summaries) {
    this.database = database;
    this.summaries = summaries;
  }

  /** Days, the newest first. */
  @Introspected
  @Schema(name = "CatalogSummaries")
  record Days(List<DaySummary> items) {}

  @Get
  @Operation(
      operationId = "listCatalogSummaries",
      summary = "See what each day came to (UTC), the newest first",
      description = "Scope catalog:read.",
      parameters =
          @Parameter(
              in = ParameterIn.QUERY,
              name = "limit",
              description = "How many days, 1 to 200.",
              schema =
                  @Schema(
                      implementation = Integer.class,
                      minimum = "1",
                      maximum = "200",
                      defaultValue = "50")))
  @ApiResponse(
      responseCode = "200",
      description = "The days.",
      content =
          @Content(mediaType = "application/json", schema = @Schema(implementation = Days.class)))
  @Refusals.BadParameter
  @Secured("catalog:read")
  Days list(HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(Set.of("limit"));
    int limit = query.limit();
    query.throwIfInvalid();
    return new Days(database.read(connection -> summaries.list(connection, limit)));
  }
}
