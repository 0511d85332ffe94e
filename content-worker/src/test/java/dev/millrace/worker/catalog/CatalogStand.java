package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Backups;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.Edit;
import dev.millrace.catalog.ExerciseCodec;
import dev.millrace.catalog.ExerciseContent;
import dev.millrace.catalog.InvalidExercise;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.JobType;
import dev.millrace.catalog.Journal;
import dev.millrace.catalog.NewJob;
import dev.millrace.catalog.NewRun;
import dev.millrace.catalog.Operation;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.testing.MigratedDatabase;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A database with a catalog, and the worker's beans on it. */
final class CatalogStand implements AutoCloseable {
  private static final NewJob.FiledBy BY = NewJob.FiledBy.operator("tester", "default");

  private final MigratedDatabase database = MigratedDatabase.create();
  private final ApplicationContext context;

  /** With beans of the test's own. */
  CatalogStand(Map<String, Object> more, Object... beans) {
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.put("millrace.catalog.apply-enabled", "true");
    properties.put("millrace.environment", "test");
    properties.putAll(more);
    context =
        ApplicationContext.builder(Environment.TEST)
            .deduceEnvironment(false)
            .properties(properties)
            .singletons(beans)
            .start();
  }

  MigratedDatabase database() {
    return database;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  Database transactions() {
    return bean(Database.class);
  }

  /** A good exercise, of which there is nothing to say. */
  static ObjectNode squat(String name) {
    ObjectNode document = ContentRequestCodec.emptyObject();
    document.put("base_name", name);
    document.put("equipment", "barbell");
    document.put("movement_pattern", "squat");
    document.putArray("primary_muscles").add("quads").add("glutes");
    document.putArray("secondary_muscles").add("hamstrings");
    document.put("category", "strength");
    document.put("difficulty", "intermediate");
    document
        .putArray("instructions")
        .add("Set the bar across the upper back and step away from the rack.")
        .add("Bend hips and knees together until the thighs are level.")
        .add("Drive through the whole foot until you stand tall.");
    document.putArray("cues").add("Chest up");
    return document;
  }

  UUID add(ObjectNode document) {
    Edit edit =
        Edit.add(
            content(document),
            Edit.Cause.of(Operation.IMPORT, "test", ContentRequestCodec.emptyObject()));
    write(edit);
    return edit.exerciseId();
  }

  /** Somebody else changes an exercise. */
  void change(UUID exercise, String field, String value) {
    ObjectNode document =
        ContentRequestCodec.parseObject(
            database.text(
                "SELECT after FROM catalog_changes WHERE exercise_id = ? ORDER BY version_after DESC LIMIT 1",
                exercise));
    document.put(field, value);
    write(
        Edit.update(
            exercise,
            version(exercise),
            content(document),
            Edit.Cause.of(Operation.UPDATE, "another", ContentRequestCodec.emptyObject())));
  }

  private void write(Edit edit) {
    transactions().write(connection -> bean(Journal.class).write(connection, List.of(edit)));
  }

  static ExerciseContent content(ObjectNode document) {
    try {
      return ExerciseCodec.decode(document);
    } catch (InvalidExercise invalid) {
      throw new IllegalArgumentException(invalid.reason());
    }
  }

  int version(UUID exercise) {
    return (int) database.number("SELECT version FROM exercises WHERE id = ?", exercise);
  }

  /** Opens the gate. */
  void backUp() {
    transactions()
        .write(
            connection ->
                bean(Backups.class).create(connection, "of-" + UUID.randomUUID(), "test"));
  }

  /** Files a job that sets one field to a text. */
  UUID file(JobMode mode, UUID exercise, String finding, String field, String value) {
    return file(mode, exercise, finding, ContentRequestCodec.emptyObject().put(field, value));
  }

  UUID file(JobMode mode, UUID exercise, String finding, ObjectNode changes) {
    return file(
        new NewJob(
            ContentRequestRepository.newId(),
            JobType.FIX,
            mode,
            exercise,
            finding,
            "It is wrong.",
            changes,
            NewJob.USUAL_PRIORITY,
            BY));
  }

  UUID file(NewJob job) {
    return transactions()
        .write(connection -> bean(JobRepository.class).file(connection, List.of(job)))
        .getFirst()
        .id();
  }

  /** Runs a command to its end. */
  CatalogRun run(CatalogCommand command, boolean isApply) {
    return run(command, isApply, RunProgress.NONE);
  }

  /** As {@link #run(CatalogCommand, boolean)}, with somebody who hears how far it has come. */
  CatalogRun run(CatalogCommand command, boolean isApply, RunProgress progress) {
    ObjectNode parameters = ContentRequestCodec.emptyObject().put("apply", isApply);
    return bean(CatalogRuns.class)
        .carryOut(NewRun.byOperator(command, "tester", "default", parameters), progress);
  }

  String status(UUID job) {
    return database.text("SELECT status FROM catalog_jobs WHERE id = ?", job);
  }

  /** Every version of every exercise was reached by one journalled change, and no other was. */
  boolean isJournalWhole() {
    return database.number(
            """
            SELECT count(*) FROM exercises e
            WHERE e.version <> (SELECT count(*) FROM catalog_changes c WHERE c.exercise_id = e.id)
               OR e.version <> (SELECT max(version_after) FROM catalog_changes c WHERE c.exercise_id = e.id)
            """)
        == 0;
  }

  @Override
  public void close() {
    context.close();
    database.close();
  }
}
