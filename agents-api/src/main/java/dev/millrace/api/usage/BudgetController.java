package dev.millrace.api.usage;

import dev.millrace.docs.Refusals;
import dev.millrace.security.Caller;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What the caller's organization may spend in a day. */
@Controller("/v1/budget")
@Refusals.Guarded
@Tag(name = "Usage")
@ExecuteOn(TaskExecutors.BLOCKING)
final class BudgetController {
  private final BudgetService service;

  BudgetController(BudgetService service) {
    this.service = service;
  }

  @Get
  @Operation(
      operationId = "getBudget",
      summary = "See the budget, and what is left of it today",
      description = "Scope usage:read.")
  @ApiResponse(
      responseCode = "200",
      description = "The budget.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = BudgetResource.class)))
  @Secured("usage:read")
  BudgetResource get(@Parameter(hidden = true) Caller caller) {
    return service.find(caller);
  }

  @Put
  @Operation(
      operationId = "putBudget",
      summary = "Set the budget",
      description =
          "Scope usage:write. It counts at once; requests that wait for the budget look again."
              + " Audited.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NewBudget.class)))
  @ApiResponse(
      responseCode = "200",
      description = "The budget as it is now.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = BudgetResource.class)))
  @Refusals.BadBody
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("usage:write")
  BudgetResource put(@Parameter(hidden = true) Caller caller, @Body byte[] body) {
    return service.put(caller, NewBudget.read(body));
  }
}
