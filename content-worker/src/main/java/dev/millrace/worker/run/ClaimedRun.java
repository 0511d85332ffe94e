package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.run.RunKind;
import dev.millrace.worker.work.Attempt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that this worker holds the lease of.
 *
 * @param history what was finished before, by whomever
 */
record ClaimedRun(
    UUID id,
    String organizationId,
    String correlationId,
    RunKind kind,
    String prompt,
    @Nullable String shop,
    ObjectNode parameters,
    int retryCount,
    int maxAttempts,
    @Nullable String traceParent,
    History history)
    implements Attempt {

  @Override
  public int attempt() {
    return retryCount + 1;
  }

  @Override
  public boolean isLastAttempt() {
    return attempt() >= maxAttempts;
  }
}
