package dev.millrace.api.catalog;

import dev.millrace.catalog.ExerciseImport;
import dev.millrace.catalog.FileFormat;
import dev.millrace.catalog.ImportReport;
import dev.millrace.docs.Refusals;
import dev.millrace.security.BodyLimit;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Imports of exercises that fit into a body; larger files are for the command line. */
@Controller("/v1/catalog/exercises/import")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ImportController {
  private static final String JSON_LINES = "application/x-ndjson";
  private static final String CSV = "text/csv";

  private final ExerciseImport exercises;

  ImportController(ExerciseImport exercises) {
    this.exercises = exercises;
  }

  @Post
  @Operation(
      operationId = "importExercises",
      summary = "Import exercises",
      description =
          "Scope catalog:write. JSON Lines or CSV, at most 8 MiB. Known exercises (by name and"
              + " equipment) are changed to what the lines say, others are added, and bad lines are"
              + " refused, each with its reason. Importing twice changes nothing the second time.")
  @RequestBody(
      required = true,
      content = {
        @Content(mediaType = JSON_LINES, schema = @Schema(type = "string")),
        @Content(mediaType = CSV, schema = @Schema(type = "string"))
      })
  @ApiResponse(
      responseCode = "200",
      description = "What became of the lines.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ImportReport.class)))
  @Refusals.BadBody
  @Consumes({JSON_LINES, CSV})
  @BodyLimit(BodyLimit.BATCH)
  @Secured("catalog:write")
  ImportReport read(
      @Parameter(hidden = true) Caller caller, @Body byte[] body, HttpRequest<?> request)
      throws IOException {
    boolean isCsv =
        request.getContentType().map(MediaType::getName).filter(CSV::equals).isPresent();
    return exercises.read(
        new ByteArrayInputStream(body),
        isCsv ? FileFormat.CSV : FileFormat.JSONL,
        CatalogRequests.actor(caller),
        new Quiet());
  }

  private static final class Quiet implements ExerciseImport.Listener {
    @Override
    public void progressed(long read) {
      // The report tells of everything once all is done.
    }

    @Override
    public void refused(ImportReport.Refusal refusal) {
      // As above.
    }
  }
}
