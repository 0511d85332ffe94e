package dev.millrace.api.run;

import dev.millrace.api.content.IntakeAnswers;
import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.IdempotencyRepository;
import dev.millrace.api.idempotency.IdempotencyRepository.Name;
import dev.millrace.api.idempotency.IdempotencyRepository.Taken;
import dev.millrace.api.idempotency.IdempotencyRepository.Taking;
import dev.millrace.api.idempotency.KeyProblems;
import dev.millrace.content.Accepted;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.dispatch.RunPublication;
import dev.millrace.dispatch.RunPublisher;
import dev.millrace.problem.ProblemException;
import dev.millrace.run.AgentRun;
import dev.millrace.run.AgentRunRepository;
import dev.millrace.run.RunIntake;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes runs in, each in a transaction of its own, and publishes them. Blocks. Safe for use by many
 * threads: how many are at work at once, the pool of connections bounds.
 */
@Singleton
public final class RunIntakeService {
  private final Database database;
  private final IdempotencyRepository keys;
  private final AgentRunRepository runs;
  private final RunPublisher publisher;

  /** What is written of a run beside it, in the transaction that makes it. */
  public interface Note {
    /** Writes. */
    void write(Connection connection, UUID run);
  }

  RunIntakeService(
      Database database,
      IdempotencyRepository keys,
      AgentRunRepository runs,
      RunPublisher publisher) {
    this.database = database;
    this.keys = keys;
    this.runs = runs;
    this.publisher = publisher;
  }

  /**
   * Takes a run in.
   *
   * @throws ProblemException 422 when the key came with another body; 410 when what it led to is
   *     gone; 409 while a call of the same key is at work for too long
   */
  RunAdmission accept(RunIntake intake, @Nullable IdempotencyKey key) {
    return published(intake, connection -> accept(connection, intake, key));
  }

  /**
   * Takes a run in, and notes something of it; of one that is there already nothing is noted.
   *
   * @throws ProblemException 503 while it can not be stored
   */
  public RunAdmission accept(RunIntake intake, Note note) {
    return published(
        intake,
        connection -> {
          RunAdmission admission = accept(connection, intake, (IdempotencyKey) null);
          if (admission.isNew()) {
            note.write(connection, admission.row().id());
          }
          return admission;
        });
  }

  private RunAdmission published(RunIntake intake, Function<Connection, RunAdmission> acceptance) {
    RunAdmission admission;
    try {
      admission = database.write(acceptance);
    } catch (DatabaseException failure) {
      throw IntakeAnswers.failed(failure);
    }
    return admission.isDue() && !isPublished(intake)
        // The sweep will publish it: the answer does not claim otherwise.
        ? new RunAdmission(read(intake.id()), true, false, false)
        : admission;
  }

  private boolean isPublished(RunIntake intake) {
    return publisher.publish(List.of(RunPublication.of(intake))) > 0;
  }

  private RunAdmission accept(
      Connection connection, RunIntake intake, @Nullable IdempotencyKey key) {
    Name name = key == null ? null : new Name(intake.organizationId(), key.value());
    if (key != null && name != null) {
      Taking taking = new Taking(name, key.bodyHash(), List.of(intake.id()));
      if (keys.take(connection, List.of(taking)).isEmpty()) {
        Taken earlier = keys.find(connection, List.of(name)).get(name);
        return replay(connection, key, earlier);
      }
    }
    Accepted accepted = runs.insert(connection, intake);
    if (name != null && !accepted.isNew()) {
      keys.found(connection, Map.of(name, accepted.id()));
    }
    AgentRun row = runs.find(connection, accepted.id()).orElseThrow();
    return new RunAdmission(row, accepted.isNew(), false, accepted.isDue());
  }

  private RunAdmission replay(Connection connection, IdempotencyKey key, @Nullable Taken earlier) {
    if (earlier == null) {
      throw new ProblemException(KeyProblems.gone());
    }
    if (!earlier.bodyHash().equals(key.bodyHash())) {
      throw new ProblemException(KeyProblems.keyTaken());
    }
    AgentRun row =
        runs.find(connection, earlier.resourceIds().getFirst())
            .orElseThrow(() -> new ProblemException(KeyProblems.gone()));
    boolean made = !earlier.createdAt().isAfter(row.createdAt());
    return new RunAdmission(row, made, true, false);
  }

  private AgentRun read(UUID id) {
    return database.read(connection -> runs.find(connection, id)).orElseThrow();
  }
}
