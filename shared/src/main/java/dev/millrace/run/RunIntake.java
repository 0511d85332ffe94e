package dev.millrace.run;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run on its way into the table: what is asked for, with everything decided that the document may
 * leave open.
 *
 * @param run its id, correlation id and organization are set
 * @param traceParent the W3C trace context that the run came with
 */
public record RunIntake(
    UUID id,
    String organizationId,
    String correlationId,
    NewAgentRun run,
    @Nullable String traceParent) {

  /** An intake under these names. */
  public static RunIntake of(
      UUID id,
      String organizationId,
      String correlationId,
      NewAgentRun run,
      @Nullable String traceParent) {
    return new RunIntake(
        id,
        organizationId,
        correlationId,
        run.named(id, correlationId, organizationId),
        traceParent);
  }
}
