package dev.millrace.api.usage;

import dev.millrace.docs.Refusals;
import dev.millrace.security.Caller;
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
import java.time.Clock;

/** What the caller's organization has used of models. */
@Controller("/v1/usage")
@Refusals.Guarded
@Tag(name = "Usage")
@Secured("usage:read")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UsageController {
  private final UsageService service;
  private final Clock clock;

  UsageController(UsageService service, Clock clock) {
    this.service = service;
    this.clock = clock;
  }

  @Get
  @Operation(
      operationId = "getUsage",
      summary = "Count calls, tokens and money",
      description =
          "Scope usage:read. Of the token's organization; of the last thirty days, unless from and"
              + " to say otherwise.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "from",
            description = "From when.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "to",
            description = "Until when, at most 92 days later.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "group_by",
            description = "Some of day, provider, model and kind, with commas. day by default.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "organization_id",
            description = "Must be the token's.",
            schema = @Schema(type = "string"))
      })
  @ApiResponse(
      responseCode = "200",
      description = "What was used, by group and in all.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UsageResource.class)))
  @Refusals.BadParameter
  UsageResource get(@Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    return service.count(UsageFilter.read(request, caller, clock));
  }
}
