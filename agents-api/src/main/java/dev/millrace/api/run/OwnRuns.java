package dev.millrace.api.run;

import dev.millrace.database.Database;
import dev.millrace.problem.ProblemException;
import dev.millrace.run.AgentRun;
import dev.millrace.run.AgentRunRepository;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The runs that a caller may see: those of its own organization. Another's is answered as one that
 * does not exist.
 */
@Singleton
final class OwnRuns {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Database database;
  private final AgentRunRepository runs;

  OwnRuns(Database database, AgentRunRepository runs) {
    this.database = database;
    this.runs = runs;
  }

  /**
   * The id in a path.
   *
   * @throws ProblemException 404 when no id looks like that
   */
  static UUID id(String text) {
    if (!UUID_FORM.matcher(text).matches()) {
      throw ProblemException.notFound("run of that id, which is not a UUID");
    }
    return UUID.fromString(text);
  }

  /**
   * The run of that id.
   *
   * @throws ProblemException 404 when the caller's organization has none
   */
  AgentRun get(Caller caller, UUID id) {
    return database
        .read(connection -> runs.find(connection, id))
        .filter(row -> row.organizationId().equals(caller.organizationId()))
        .orElseThrow(() -> ProblemException.notFound("run " + id));
  }
}
