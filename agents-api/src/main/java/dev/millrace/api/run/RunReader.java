package dev.millrace.api.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.content.CallbackUrls;
import dev.millrace.api.content.RequestReader;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import dev.millrace.run.AgentRunCodec;
import dev.millrace.run.InvalidAgentRun;
import dev.millrace.run.NewAgentRun;
import dev.millrace.run.RunIntake;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a {@link RunIntake} of what a caller sent. Safe for use by many threads. */
@Singleton
final class RunReader {
  private final CallbackUrls callbackUrls;

  RunReader(CallbackUrls callbackUrls) {
    this.callbackUrls = callbackUrls;
  }

  /**
   * The run in a document.
   *
   * @throws ProblemException 422 with everything that is wrong with it; 403 when it names another
   *     organization than the token
   */
  RunIntake read(JsonNode document, Caller caller, @Nullable String traceParent) {
    NewAgentRun run = decode(document);
    RequestReader.requireOwn(caller, run.organizationId());
    UUID id = ContentRequestRepository.newId();
    return RunIntake.of(
        id,
        caller.organizationId(),
        Objects.requireNonNullElse(run.correlationId(), id.toString()),
        run,
        traceParent);
  }

  private NewAgentRun decode(JsonNode document) {
    List<Violation> violations = new ArrayList<>(refused(document));
    try {
      NewAgentRun run = AgentRunCodec.decode(document);
      callbackUrls.objection(run.callbackUrl()).ifPresent(violations::add);
      if (violations.isEmpty()) {
        return run;
      }
    } catch (InvalidAgentRun invalid) {
      violations.addAll(invalid.violations());
    }
    throw new ProblemException(
        Problem.of(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "invalid-agent-run",
                "Invalid agent run",
                "Correct what errors lists and send the run again.")
            .withErrors(violations));
  }

  /** What a message may say and a call may not. */
  private static List<Violation> refused(JsonNode document) {
    List<Violation> refused = new ArrayList<>();
    if (document.hasNonNull("id")) {
      refused.add(
          new Violation(
              "/id", "The service chooses the id; use correlation_id for a name of your own."));
    }
    return refused;
  }
}
