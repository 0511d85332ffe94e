package dev.millrace.catalog;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of exercises: each change and its entry are one statement, so that there is no
 * change without an entry and no entry without a change. Safe for use by many threads.
 */
@Singleton
public final class Journal {
  /** A row of exercises called e, as its document. */
  static final String DOCUMENT =
      "to_jsonb(e) - '{id,version,reviewed_version,reviewed_at,created_at,updated_at}'::text[]";

  /** An exercise that comes back goes on with its versions where it ended. */
  private static final Sql WRITE =
      Sql.of(
          """
          WITH input AS (
            SELECT i.id, i.exercise_id, i.version, i.document::jsonb AS document, i.operation, i.job, i.run, i.actor,
                   i.verdict::jsonb AS verdict, i.reverts
            FROM unnest(:ids, :exercises, :versions, :documents, :operations, :jobs, :runs, :actors, :verdicts, :reverts)
              AS i (id, exercise_id, version, document, operation, job, run, actor, verdict, reverts)
          ), found AS (
            SELECT e.id, e.version, %s AS document
            FROM exercises e
            WHERE e.id = ANY (:exercises)
            ORDER BY e.id
            FOR UPDATE
          ), matched AS (
            SELECT i.*, f.document AS before, f.version AS version_before,
                   coalesce(f.version, (SELECT max(c.version_after) FROM catalog_changes c
                                        WHERE c.exercise_id = i.exercise_id), 0) + 1 AS version_after
            FROM input i LEFT JOIN found f ON f.id = i.exercise_id
            WHERE f.version IS NOT DISTINCT FROM i.version
          ), updated AS (
            UPDATE exercises e
            SET base_name = r.base_name, equipment = r.equipment, movement_pattern = r.movement_pattern,
                primary_muscles = r.primary_muscles, secondary_muscles = r.secondary_muscles, category = r.category,
                difficulty = r.difficulty, instructions = r.instructions, cues = r.cues, aliases = r.aliases,
                status = r.status, version = m.version_after, reviewed_version = NULL, reviewed_at = NULL,
                updated_at = now()
            FROM matched m, jsonb_populate_record(NULL::exercises, m.document) r
            WHERE e.id = m.exercise_id AND e.id = ANY (:exercises) AND m.before IS NOT NULL AND m.document IS NOT NULL
          ), inserted AS (
            INSERT INTO exercises
              (id, base_name, equipment, movement_pattern, primary_muscles, secondary_muscles, category, difficulty,
               instructions, cues, aliases, status, version)
            SELECT m.exercise_id, r.base_name, r.equipment, r.movement_pattern, r.primary_muscles, r.secondary_muscles,
                   r.category, r.difficulty, r.instructions, r.cues, r.aliases, r.status, m.version_after
            FROM matched m, jsonb_populate_record(NULL::exercises, m.document) r
            WHERE m.before IS NULL AND m.document IS NOT NULL
            ORDER BY m.exercise_id
          ), deleted AS (
            DELETE FROM exercises e
            USING matched m
            WHERE e.id = m.exercise_id AND e.id = ANY (:exercises) AND m.before IS NOT NULL AND m.document IS NULL
          )
          INSERT INTO catalog_changes
            (id, exercise_id, operation, before, after, fields, version_before, version_after, job_id, run_id, actor,
             verdict, reverts)
          SELECT m.id, m.exercise_id, m.operation, m.before, m.document,
                 ARRAY(SELECT k.key FROM jsonb_each(coalesce(m.document, m.before)) k
                       WHERE m.before -> k.key IS DISTINCT FROM m.document -> k.key
                       ORDER BY k.key),
                 m.version_before, m.version_after, m.job, m.run, m.actor, m.verdict, m.reverts
          FROM matched m
          WHERE m.before IS NOT NULL OR m.document IS NOT NULL
          RETURNING id
          """
              .formatted(DOCUMENT));

  /**
   * Makes changes, each of which finds the version that it expects; the others are left alone. At
   * most one for each exercise.
   *
   * @return the ids of the changes that were made
   * @throws dev.millrace.database.DatabaseException also when a name is taken; then none is made
   */
  public Set<UUID> write(Connection connection, List<Edit> edits) {
    if (edits.isEmpty()) {
      return Set.of();
    }
    List<Edit> sorted = edits.stream().sorted(Comparator.comparing(Edit::exerciseId)).toList();
    List<UUID> made =
        WRITE
            .on(connection)
            .bindArray("ids", "uuid", each(sorted, Edit::id))
            .bindArray("exercises", "uuid", each(sorted, Edit::exerciseId))
            .bindArray("versions", "int4", each(sorted, Edit::expectedVersion))
            .bindArray("documents", "text", each(sorted, Journal::document))
            .bindArray("operations", "text", each(sorted, it -> it.cause().operation().wireName()))
            .bindArray("jobs", "uuid", each(sorted, it -> it.cause().job()))
            .bindArray("runs", "uuid", each(sorted, it -> it.cause().run()))
            .bindArray("actors", "text", each(sorted, it -> it.cause().actor()))
            .bindArray(
                "verdicts",
                "text",
                each(sorted, it -> ContentRequestCodec.text(it.cause().verdict())))
            .bindArray("reverts", "uuid", each(sorted, it -> it.cause().reverts()))
            .list(row -> row.getObject("id", UUID.class));
    return new HashSet<>(made);
  }

  private static @Nullable String document(Edit edit) {
    return Optional.ofNullable(edit.after())
        .map(ExerciseCodec::document)
        .map(ContentRequestCodec::text)
        .orElse(null);
  }

  private static <T> List<@Nullable T> each(List<Edit> edits, Function<Edit, @Nullable T> field) {
    List<@Nullable T> values = new ArrayList<>(edits.size());
    edits.forEach(edit -> values.add(field.apply(edit)));
    return values;
  }
}
