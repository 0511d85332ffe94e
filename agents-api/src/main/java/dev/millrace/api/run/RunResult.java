package dev.millrace.api.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.content.ContentRequestResource.Usage;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a completed run has come to. */
@Introspected
@Schema(name = "RunResult", description = "What a completed run has come to.")
record RunResult(
    UUID runId,
    @Schema(
            type = "string",
            allowableValues = {"task_created", "no_task_created"})
        String status,
    @Schema(description = "Why there is no task.") @Nullable String reason,
    @Nullable Task task,
    @Schema(description = "Every picture that was made, also those that were refused.")
        List<Picture> artifacts) {

  /** The task that was gathered. */
  @Introspected
  @Schema(name = "AgentTask", description = "The task that was gathered from the run's steps.")
  record Task(
      String title,
      @Schema(description = "Of the kind.", implementation = Object.class) ObjectNode result,
      int steps,
      Usage usage,
      long durationMs,
      Instant createdAt) {}

  /** Where a picture is. */
  @Introspected
  @Schema(name = "RunPicture", description = "A picture, and where it is.")
  record Picture(String name, String mediaType, int width, int height, long bytes, String href) {}
}
