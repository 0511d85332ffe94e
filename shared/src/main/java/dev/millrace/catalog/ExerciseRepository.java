package dev.millrace.catalog;

import static java.util.stream.Collectors.joining;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads exercises; {@link Journal} writes them. */
@Singleton
public final class ExerciseRepository {
  /** The content as text, which costs less than half of what a document of {@code jsonb} does. */
  private static final String SELECTION =
      """
      SELECT e.id, e.version, e.created_at, e.updated_at, e.reviewed_at,
             row_to_json((SELECT c FROM (SELECT %s) c)) AS document
      FROM exercises e
      """
          .formatted(ExerciseCodec.FIELDS.stream().map("e."::concat).collect(joining(", ")));

  private static final Sql FIND = Sql.of(SELECTION + "WHERE e.id = ANY (:ids)");

  private static final Sql NAMED =
      Sql.of(
          SELECTION
              + """
              WHERE lower(e.base_name) = lower(:name) AND e.equipment IS NOT DISTINCT FROM :equipment
                AND e.status <> 'retired'
              """);

  private static final Sql WALK =
      Sql.of(SELECTION + "WHERE e.id > :after ORDER BY e.id LIMIT :limit");

  /** Which exercises are listed; null does not filter. */
  public record Filter(
      @Nullable ExerciseStatus status,
      @Nullable Equipment equipment,
      @Nullable MovementPattern movementPattern,
      @Nullable Muscle muscle,
      @Nullable String name) {
    /** All exercises. */
    public static final Filter ALL = new Filter(null, null, null, null, null);
  }

  /** The exercise of that id. */
  public Optional<Exercise> find(Connection connection, UUID id) {
    return Optional.ofNullable(find(connection, List.of(id)).get(id));
  }

  /** The exercises of those ids that there are. */
  public Map<UUID, Exercise> find(Connection connection, Collection<UUID> ids) {
    Map<UUID, Exercise> found = new HashMap<>();
    FIND.on(connection)
        .bindArray("ids", "uuid", ids)
        .list(ExerciseRepository::read)
        .forEach(exercise -> found.put(exercise.id(), exercise));
    return found;
  }

  /** The exercise that has a name, among those of an equipment that are not retired. */
  public Optional<Exercise> named(
      Connection connection, String name, @Nullable Equipment equipment) {
    return NAMED
        .on(connection)
        .bind("name", name)
        .bind("equipment", equipment == null ? null : equipment.wireName())
        .first(ExerciseRepository::read);
  }

  /** Exercises, the newest first; a name is found by a part of it. */
  public List<Exercise> list(
      Connection connection, Filter filter, @Nullable Cursor cursor, int limit) {
    return new Listing(SELECTION, "e.created_at")
        .where(
            filter.status(), "e.status = :status", (call, it) -> call.bind("status", it.wireName()))
        .where(
            filter.equipment(),
            "e.equipment = :equipment",
            (call, it) -> call.bind("equipment", it.wireName()))
        .where(
            filter.movementPattern(),
            "e.movement_pattern = :pattern",
            (call, it) -> call.bind("pattern", it.wireName()))
        .where(
            filter.muscle(),
            "(e.primary_muscles @> ARRAY[:muscle::text] OR e.secondary_muscles @> ARRAY[:muscle::text])",
            (call, it) -> call.bind("muscle", it.wireName()))
        .where(
            filter.name(),
            "strpos(lower(e.base_name), lower(:name)) > 0",
            (call, it) -> call.bind("name", it))
        .after(cursor, "e.id")
        .list(connection, "e.id", limit, ExerciseRepository::read);
  }

  /**
   * The next exercises in the order of their ids: to walk through all of them, so many at a time.
   *
   * @param after the last of those before; {@code new UUID(0, 0)} to begin
   */
  public List<Exercise> walk(Connection connection, UUID after, int limit) {
    return WALK.on(connection)
        .bind("after", after)
        .bind("limit", limit)
        .list(ExerciseRepository::read);
  }

  static Exercise read(ResultSet row) throws SQLException {
    return new Exercise(
        row.getObject("id", UUID.class),
        row.getInt("version"),
        ExerciseCodec.stored(ContentRequestCodec.parseObject(row.getString("document"))),
        Sql.requiredInstant(row, "created_at"),
        Sql.requiredInstant(row, "updated_at"),
        Sql.instant(row, "reviewed_at"));
  }
}
