package dev.millrace.api.run;

import dev.millrace.database.Database;
import dev.millrace.dispatch.RunPublication;
import dev.millrace.dispatch.RunPublisher;
import dev.millrace.run.AgentRun;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What callers do with runs that are there: list, read, cancel, run again. Blocks. */
@Singleton
final class RunService {
  private final Database database;
  private final RunListRepository lists;
  private final RunTransitionRepository transitions;
  private final RunYieldRepository yields;
  private final RunPublisher publisher;

  RunService(
      Database database,
      RunListRepository lists,
      RunTransitionRepository transitions,
      RunYieldRepository yields,
      RunPublisher publisher) {
    this.database = database;
    this.lists = lists;
    this.transitions = transitions;
    this.yields = yields;
    this.publisher = publisher;
  }

  /** The part of a list, and one row more where there is one. */
  List<AgentRun> list(RunFilter.Part part) {
    return database.read(
        connection -> lists.list(connection, part.filter(), part.cursor(), part.limit() + 1));
  }

  /** What a run has come to; empty when it left no task. */
  Optional<RunResult.Task> task(UUID run) {
    return database.read(connection -> yields.task(connection, run));
  }

  /** The pictures of a run, without their bytes. */
  List<RunResult.Picture> pictures(UUID run) {
    return database.read(connection -> yields.pictures(connection, run));
  }

  /** One picture. */
  Optional<RunYieldRepository.File> file(UUID run, String name) {
    return database.read(connection -> yields.file(connection, run, name));
  }

  /** The finished steps of a run, in their order. */
  List<RunLogResource.Entry> logs(UUID run) {
    return database.read(connection -> yields.logs(connection, run));
  }

  /** Cancels what waits or runs; empty when the caller has no such run. */
  Optional<AgentRun> cancel(Caller caller, UUID id) {
    return database.write(
        connection ->
            transitions.cancel(connection, caller.organizationId(), id, caller.subject()));
  }

  /** Starts again what failed or was cancelled, and publishes it; empty when there is no such. */
  Optional<AgentRun> retry(Caller caller, UUID id) {
    Optional<AgentRun> retried =
        database.write(
            connection ->
                transitions.retry(connection, caller.organizationId(), id, caller.subject()));
    retried.ifPresent(row -> publisher.publish(List.of(RunPublication.of(row))));
    return retried;
  }
}
