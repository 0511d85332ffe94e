package dev.millrace.api.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.content.ContentRequestResource.Usage;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The finished steps of a run. */
@Introspected
@Schema(name = "RunLogs", description = "The finished steps of a run, in their order.")
record RunLogResource(List<Entry> items) {

  /** One step. */
  @Introspected
  @Schema(name = "RunLog", description = "A finished step.")
  record Entry(
      @Schema(
              type = "string",
              allowableValues = {"plan", "generate", "review", "assemble"})
          String step,
      @Schema(description = "1, or 2 for what a review has asked for once more.") int round,
      @Schema(description = "The attempt of the run that finished it, from 1.") int attempt,
      @Schema(implementation = Object.class) ObjectNode input,
      @Schema(implementation = Object.class) ObjectNode output,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String promptVersion,
      Usage usage,
      long durationMs,
      Instant createdAt) {}
}
