package dev.millrace.scheduler.driver;

import dev.millrace.docs.Refusals;
import dev.millrace.scheduler.caller.TickCallers;
import dev.millrace.scheduler.tick.TickResult;
import dev.millrace.security.CheckedBy;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Where Cloud Scheduler calls. Its callers have no token of ours, and are judged apart. */
@Controller("/cron")
@Tag(name = "Ticks")
@CheckedBy(TickCallers.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class TickController {
  private final Paths paths;

  TickController(Paths paths) {
    this.paths = paths;
  }

  @Post("/tick")
  @Operation(
      operationId = "tick",
      summary = "Fire what is due",
      description =
          "For Cloud Scheduler, or whoever has the cron secret. Two ticks at once fire nothing"
              + " twice.",
      security = @SecurityRequirement(name = TickCallers.SCHEME))
  @ApiResponse(
      responseCode = "200",
      description = "What the tick did.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = TickResult.class)))
  @Refusals.Unauthenticated
  @Refusals.Unavailable
  @Status(HttpStatus.OK)
  TickResult tick() {
    return paths.tickOfCall();
  }
}
