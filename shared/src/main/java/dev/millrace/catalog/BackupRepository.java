package dev.millrace.catalog;

import dev.millrace.catalog.Restoration.Difference;
import dev.millrace.catalog.Restoration.Kind;
import dev.millrace.catalog.Restoration.Step;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Backups, and how the catalog differs from one. */
@Singleton
final class BackupRepository {
  private static final Sql BEGIN =
      Sql.of(
          """
          INSERT INTO catalog_backups (name, exercises, created_by) VALUES (:name, 0, :actor)
          ON CONFLICT (name) DO NOTHING
          """);

  /** One statement, and so of one moment. */
  private static final Sql COPY =
      Sql.of(
          """
          INSERT INTO catalog_backup_exercises (backup, exercise_id, version, document)
          SELECT :name, e.id, e.version, %s FROM exercises e
          """
              .formatted(Journal.DOCUMENT));

  private static final Sql COUNTED =
      Sql.of("UPDATE catalog_backups SET exercises = :exercises WHERE name = :name");

  private static final String BACKUP =
      "SELECT name, exercises, created_by, created_at FROM catalog_backups ";

  private static final Sql FIND = Sql.of(BACKUP + "WHERE name = :name");

  /** What those of one moment are ordered by, as {@link Backup#position} has it. */
  private static final String PLACE = "md5(name)::uuid";

  private static final Sql PRUNE =
      Sql.of(
          """
          DELETE FROM catalog_backups
          WHERE name IN (
            SELECT name FROM catalog_backups
            WHERE created_at < now() - :retention * interval '1 second'
              AND created_at < (SELECT max(created_at) FROM catalog_backups)
            ORDER BY created_at
            LIMIT :most)
          """);

  private static final Sql LOCK = Sql.of("LOCK TABLE exercises IN SHARE ROW EXCLUSIVE MODE");

  private static final String DIFFERENCES =
      """
      SELECT coalesce(e.id, b.exercise_id) AS id,
             CASE WHEN b.document IS NULL THEN 'removed' WHEN e.document IS NULL THEN 'added' ELSE 'changed' END AS kind,
             coalesce(e.document, b.document) ->> 'base_name' AS base_name, e.version, b.document,
             CASE WHEN b.document IS NULL OR e.document IS NULL THEN '{}' ELSE
               ARRAY(SELECT k.key FROM jsonb_each(b.document) k
                     WHERE e.document -> k.key IS DISTINCT FROM k.value
                     ORDER BY k.key) END AS fields
      FROM (SELECT e.id, e.version, %s AS document FROM exercises e) e
      FULL JOIN (SELECT exercise_id, document FROM catalog_backup_exercises WHERE backup = :name) b
        ON b.exercise_id = e.id
      WHERE e.document IS DISTINCT FROM b.document
      """
          .formatted(Journal.DOCUMENT);

  private static final Sql COUNT =
      Sql.of("SELECT kind, count(*) AS exercises FROM (" + DIFFERENCES + ") d GROUP BY kind");

  /** Removals first, since they set names free. */
  private static final Sql STEPS =
      Sql.of(
          "SELECT * FROM ("
              + DIFFERENCES
              + ") d ORDER BY kind <> 'removed', base_name, id LIMIT :most");

  /** Who has a name that another exercise is to have again. */
  private static final Sql IN_THE_WAY =
      Sql.of(
          """
          SELECT e.id, e.version, %s AS document, e.created_at, e.updated_at, e.reviewed_at
          FROM exercises e
          WHERE e.status <> 'retired' AND EXISTS (
            SELECT FROM catalog_backup_exercises b
            WHERE b.backup = :name AND b.exercise_id <> e.id AND b.document ->> 'status' <> 'retired'
              AND lower(b.document ->> 'base_name') = lower(e.base_name)
              AND b.document ->> 'equipment' IS NOT DISTINCT FROM e.equipment)
          ORDER BY e.id
          """
              .formatted(Journal.DOCUMENT));

  /** Begins a backup; false when there is one of that name. */
  boolean begin(Connection connection, String name, String actor) {
    return BEGIN.on(connection).bind("name", name).bind("actor", actor).update() == 1;
  }

  /** Copies the catalog into one that was begun in this transaction. */
  void copy(Connection connection, String name) {
    int copied = COPY.on(connection).bind("name", name).update();
    COUNTED.on(connection).bind("name", name).bind("exercises", copied).update();
  }

  Optional<Backup> find(Connection connection, String name) {
    return FIND.on(connection).bind("name", name).first(BackupRepository::read);
  }

  List<Backup> list(Connection connection, @Nullable Cursor cursor, int limit) {
    return new Listing(BACKUP, "created_at")
        .after(cursor, PLACE)
        .list(connection, PLACE, limit, BackupRepository::read);
  }

  int prune(Connection connection, Duration retention, int most) {
    return PRUNE
        .on(connection)
        .bind("retention", Sql.seconds(retention))
        .bind("most", most)
        .update();
  }

  /** Lets nobody else write exercises until the transaction ends. */
  void lock(Connection connection) {
    LOCK.on(connection).update();
  }

  Map<Kind, Long> count(Connection connection, String name) {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    COUNT
        .on(connection)
        .bind("name", name)
        .list(row -> counts.put(kind(row), row.getLong("exercises")));
    return counts;
  }

  List<Step> steps(Connection connection, String name, int most) {
    return STEPS
        .on(connection)
        .bind("name", name)
        .bind("most", most)
        .list(
            row ->
                new Step(
                    new Difference(
                        kind(row),
                        row.getObject("id", UUID.class),
                        row.getString("base_name"),
                        List.of((String[]) row.getArray("fields").getArray())),
                    row.getObject("version", Integer.class),
                    Optional.ofNullable(row.getString("document"))
                        .map(ContentRequestCodec::parseObject)
                        .map(ExerciseCodec::stored)
                        .orElse(null)));
  }

  List<Exercise> inTheWay(Connection connection, String name) {
    return IN_THE_WAY.on(connection).bind("name", name).list(ExerciseRepository::read);
  }

  private static Kind kind(ResultSet row) throws SQLException {
    return Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
  }

  private static Backup read(ResultSet row) throws SQLException {
    return new Backup(
        row.getString("name"),
        row.getInt("exercises"),
        row.getString("created_by"),
        Sql.requiredInstant(row, "created_at"));
  }
}
