package dev.millrace.scheduler.administration;

import dev.millrace.docs.Refusals;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the API's description says of each thing that can be done with schedules. */
final class Described {
  private Described() {}

  /** Make a schedule. */
  @Operation(
      operationId = "createSchedule",
      summary = "Make a schedule",
      description = "Scope schedules:write. A repeated dedupe_key gives the schedule that has it.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.NewSchedule.class),
              examples = {
                @ExampleObject(
                    name = "cron",
                    summary = "By a cron expression",
                    value = Documents.BY_CRON),
                @ExampleObject(
                    name = "interval",
                    summary = "By an interval",
                    value = Documents.BY_INTERVAL),
                @ExampleObject(name = "once", summary = "Once", value = Documents.ONCE)
              }))
  @ApiResponse(
      responseCode = "201",
      description =
          "Made, or made by an earlier call of the same Idempotency-Key; Location is where it is.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ScheduleResource.class)))
  @ApiResponse(
      responseCode = "200",
      description = "The organization has a schedule of that dedupe_key already.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ScheduleResource.class)))
  @Refusals.BadBody
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Create {}

  /** See a schedule, and the lease of what runs of it. */
  @Operation(
      operationId = "getSchedule",
      summary = "See a schedule, and the lease of what runs of it",
      description = "Scope schedules:read.")
  @ApiResponse(responseCode = "200", description = "The schedule as it is now.")
  @Refusals.NotFound
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Get {}

  /** List schedules, the newest first. */
  @Operation(
      operationId = "listSchedules",
      summary = "List schedules, the newest first",
      description = "Scope schedules:read. Link with rel=next leads to the next page.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "status",
            description = "Only of that status.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"active", "paused", "ended"})),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "job_type",
            description = "Only those that fire that: " + Documents.JOB_TYPES,
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "overdue",
            description =
                "true: only those that a tick should have taken by now; false: only the others.",
            schema = @Schema(implementation = Boolean.class)),
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
  @ApiResponse(responseCode = "200", description = "A page of schedules.")
  @Refusals.BadParameter
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface ListAll {}

  /** Change a schedule. */
  @Operation(
      operationId = "patchSchedule",
      summary = "Change a schedule",
      description =
          "Scope schedules:write. Slots that were missed until now are skipped, on the record, if"
              + " it is due at other times from now on.")
  @RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = "application/merge-patch+json",
            schema = @Schema(implementation = Documents.SchedulePatch.class),
            examples =
                @ExampleObject(name = "time", summary = "Another time", value = Documents.CHANGE)),
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = Documents.SchedulePatch.class))
      })
  @ApiResponse(responseCode = "200", description = "The schedule as it is now.")
  @Refusals.NotFound
  @Refusals.Conflict
  @Refusals.BadBody
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Patch {}

  /** Delete a schedule. */
  @Operation(
      operationId = "deleteSchedule",
      summary = "Delete a schedule",
      description = "Scope schedules:write. Its ledger is kept.")
  @ApiResponse(responseCode = "204", description = "Nobody sees it any more.")
  @Refusals.NotFound
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Delete {}

  /** Let it fire nothing until it is resumed. */
  @Operation(
      operationId = "pauseSchedule",
      summary = "Let it fire nothing until it is resumed",
      description = "Scope schedules:write. Pausing twice is no mistake.")
  @ApiResponse(responseCode = "200", description = "Paused.")
  @Refusals.NotFound
  @Refusals.Conflict
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Pause {}

  /** Let it fire again. */
  @Operation(
      operationId = "resumeSchedule",
      summary = "Let it fire again",
      description = "Scope schedules:write. What passed meanwhile is skipped, as one decision.")
  @ApiResponse(responseCode = "200", description = "As it goes on.")
  @Refusals.NotFound
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Resume {}

  /** Fire it once, now. */
  @Operation(
      operationId = "runSchedule",
      summary = "Fire it once, now",
      description = "Scope schedules:write. Whatever it says about time, and paused or not.")
  @ApiResponse(
      responseCode = "202",
      description = "The decision, with the execution key of the run.")
  @Refusals.NotFound
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Run {}

  /** Take the leases of its runs away. */
  @Operation(
      operationId = "releaseSchedule",
      summary = "Take the leases of its runs away",
      description =
          "Scope schedules:write. For a run that is stuck: whoever holds its lease writes nothing"
              + " any more. Audited.")
  @ApiResponse(responseCode = "200", description = "The execution keys of the runs.")
  @Refusals.NotFound
  @Refusals.Conflict
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Release {}

  /** See the slots to come. */
  @Operation(
      operationId = "previewSchedule",
      summary = "See the slots to come",
      description = "Scope schedules:read.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "count",
            description = "How many, 1 to 100.",
            schema =
                @Schema(
                    implementation = Integer.class,
                    minimum = "1",
                    maximum = "100",
                    defaultValue = "10"))
      })
  @ApiResponse(responseCode = "200", description = "The slots, each with its jitter.")
  @Refusals.BadParameter
  @Refusals.NotFound
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Preview {}

  /** See why each slot fired or not. */
  @Operation(
      operationId = "listDecisions",
      summary = "See why each slot fired or not",
      description =
          "Scope schedules:read. The newest first. Link with rel=next leads to the next page.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "decision",
            description = "Only those.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"fired", "skipped", "deferred"})),
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
  @ApiResponse(responseCode = "200", description = "A page of the ledger.")
  @Refusals.BadParameter
  @Refusals.NotFound
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Decisions {}
}
