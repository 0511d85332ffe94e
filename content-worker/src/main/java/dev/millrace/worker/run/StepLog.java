package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.provider.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A finished step, as it is written down.
 *
 * @param input what it was told
 * @param output what came of it
 * @param model who did it; null for what no model does
 * @param artifact the picture that it made, if it did
 */
record StepLog(
    Turn turn,
    ObjectNode input,
    ObjectNode output,
    @Nullable ModelName model,
    @Nullable String promptVersion,
    Usage usage,
    Duration duration,
    @Nullable Artifact artifact) {

  /** The same, with the time that it took. */
  StepLog taking(Duration time) {
    return new StepLog(turn, input, output, model, promptVersion, usage, time, artifact);
  }
}
