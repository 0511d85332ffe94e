package dev.millrace.api.catalog;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.KeyProblems;
import dev.millrace.api.idempotency.KeyedCall;
import dev.millrace.catalog.Backup;
import dev.millrace.catalog.Backups;
import dev.millrace.catalog.CatalogJob;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.ExerciseRepository;
import dev.millrace.catalog.FiledJob;
import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.NewJob;
import dev.millrace.catalog.NewRun;
import dev.millrace.catalog.RunRepository;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers ask of the catalog, once for each key. Blocks. */
@Singleton
final class CatalogRequests {
  private static final int LONGEST_ACTOR = 200;

  private final Database database;
  private final KeyedCall keyed;
  private final JobRepository jobs;
  private final RunRepository runs;
  private final ExerciseRepository exercises;
  private final Backups backups;

  CatalogRequests(
      Database database,
      KeyedCall keyed,
      JobRepository jobs,
      RunRepository runs,
      ExerciseRepository exercises,
      Backups backups) {
    this.database = database;
    this.keyed = keyed;
    this.jobs = jobs;
    this.runs = runs;
    this.exercises = exercises;
    this.backups = backups;
  }

  /**
   * What came of a call.
   *
   * @param isReplayed whether an earlier call of the same key did it
   */
  record Done<T>(T resource, boolean isReplayed) {
    /** Its answer, marked if an earlier call did it. */
    HttpResponse<T> marked(MutableHttpResponse<T> response) {
      return isReplayed ? response.header(KeyedCall.REPLAYED, "true") : response;
    }
  }

  /** Who asks, for the journal. */
  static String actor(Caller caller) {
    String subject = caller.subject().isBlank() ? "unnamed" : caller.subject();
    return subject.length() <= LONGEST_ACTOR ? subject : subject.substring(0, LONGEST_ACTOR);
  }

  /** Files a job, or finds the open one that asks for the same. */
  Done<CatalogJob> file(Caller caller, NewJob job, @Nullable IdempotencyKey key) {
    return KeyedCall.unlessBusy(
        () -> database.write(connection -> file(connection, caller, job, key)));
  }

  private Done<CatalogJob> file(
      Connection connection, Caller caller, NewJob job, @Nullable IdempotencyKey key) {
    String organization = caller.organizationId();
    Optional<UUID> earlier = keyed.earlier(connection, organization, key, job.id());
    if (earlier.isPresent()) {
      return replayed(jobs.find(connection, earlier.get()));
    }
    UUID exercise = job.exerciseId();
    if (exercise != null && exercises.find(connection, exercise).isEmpty()) {
      throw CatalogReader.invalid(
          List.of(new Violation("/exercise_id", "There is no such exercise.")));
    }
    FiledJob filed = jobs.file(connection, List.of(job)).getFirst();
    if (!filed.isNew()) {
      keyed.ledTo(connection, organization, key, filed.id());
    }
    return jobs.find(connection, filed.id())
        .map(found -> new Done<>(found, false))
        .orElseThrow(
            () -> ProblemException.conflict("The job that asked for it has just ended; repeat."));
  }

  /** Records a run, which a worker carries out. */
  Done<CatalogRun> record(Caller caller, NewRun run, @Nullable IdempotencyKey key) {
    return KeyedCall.unlessBusy(
        () ->
            database.write(
                connection -> {
                  Optional<UUID> earlier =
                      keyed.earlier(connection, caller.organizationId(), key, run.id());
                  if (earlier.isPresent()) {
                    return replayed(runs.find(connection, earlier.get()));
                  }
                  runs.record(connection, run);
                  return new Done<>(runs.find(connection, run.id()).orElseThrow(), false);
                }));
  }

  /**
   * Makes a backup.
   *
   * @throws ProblemException 409 when there is one of that name
   */
  Done<Backup> backUp(Caller caller, String name, @Nullable IdempotencyKey key) {
    return KeyedCall.unlessBusy(
        () ->
            database.write(
                connection -> {
                  UUID id = ContentRequestRepository.newId();
                  if (keyed.earlier(connection, caller.organizationId(), key, id).isPresent()) {
                    // The key came with the same body, and so with the same name.
                    return replayed(backups.find(connection, name));
                  }
                  return backups
                      .create(connection, name, actor(caller))
                      .map(made -> new Done<>(made, false))
                      .orElseThrow(
                          () ->
                              ProblemException.conflict(
                                  "There is a backup " + name + " already; it stays."));
                }));
  }

  private static <T> Done<T> replayed(Optional<T> earlier) {
    return earlier
        .map(found -> new Done<>(found, true))
        .orElseThrow(() -> new ProblemException(KeyProblems.gone()));
  }
}
