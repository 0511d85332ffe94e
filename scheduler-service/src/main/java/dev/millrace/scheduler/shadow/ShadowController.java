package dev.millrace.scheduler.shadow;

import dev.millrace.docs.Refusals;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import dev.millrace.scheduler.storage.Comparison;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Transaction;
import dev.millrace.scheduler.tick.ShadowConfig;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** The shadow report over HTTP. A caller sees what is of its own organization. */
@Controller("/v1/shadow")
@Tag(name = "Shadow")
@Refusals.Guarded
@ExecuteOn(TaskExecutors.BLOCKING)
final class ShadowController {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MOST_DIFFERENCES = 100;

  private final ScheduleStorage storage;
  private final ShadowConfig config;

  ShadowController(ScheduleStorage storage, ShadowConfig config) {
    this.storage = storage;
    this.config = config;
  }

  @Get("/report")
  @Secured("schedules:read")
  @Operation(
      operationId = "shadowReport",
      summary = "Compare the live path with the shadow path",
      description =
          "Scope schedules:read. Says which slots both decided alike, where they differ and why,"
              + " and whether a cutover is safe.",
      parameters = {
        @Parameter(
            name = "since",
            in = ParameterIn.QUERY,
            description = "From this slot on; a day before until if absent.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            name = "until",
            in = ParameterIn.QUERY,
            description = "Before this slot; now if absent.",
            schema = @Schema(type = "string", format = "date-time"))
      })
  @ApiResponse(
      responseCode = "200",
      description = "The two paths compared.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ShadowReport.class)))
  @Refusals.BadParameter
  @Refusals.Conflict
  ShadowReport report(@Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(Set.of("since", "until"));
    Instant given = query.instant("until");
    Instant until = given == null ? storage.read(Transaction::now) : given;
    Instant begin = query.instant("since");
    Instant since = begin == null ? until.minus(DAY) : begin;
    if (!since.isBefore(until)) {
      query.refuse("since", "must be before until");
    }
    query.throwIfInvalid();
    if (!config.enabled()) {
      throw ProblemException.conflict(
          "There is no shadow path to compare with: set SCHEDULER_SHADOW_MODE=true.");
    }
    Comparison.Scope scope =
        new Comparison.Scope(
            caller.organizationId(), since, until, config.settling(), MOST_DIFFERENCES);
    Comparison comparison = storage.read(unit -> unit.shadow().compare(scope));
    return ShadowReport.of(comparison, new ShadowReport.Window(since, until), config);
  }
}
