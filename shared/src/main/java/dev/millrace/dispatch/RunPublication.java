package dev.millrace.dispatch;

import dev.millrace.run.AgentRun;
import dev.millrace.run.NewAgentRun;
import dev.millrace.run.RunIntake;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message to be published for a run.
 *
 * @param dispatch the row's dispatch number, which the message carries as an attribute
 * @param run the document; its id and correlation id are set
 * @param traceParent the W3C trace context that the consumer continues
 */
public record RunPublication(
    UUID id, int dispatch, String organizationId, NewAgentRun run, @Nullable String traceParent) {

  /** The publication of a row as it stands. */
  public static RunPublication of(AgentRun row) {
    return new RunPublication(
        row.id(), row.dispatch(), row.organizationId(), row.document(), row.traceParent());
  }

  /** The first publication of a row that was just made. */
  public static RunPublication of(RunIntake intake) {
    return new RunPublication(
        intake.id(), 1, intake.organizationId(), intake.run(), intake.traceParent());
  }
}
