package dev.millrace.catalog;

import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the journal; {@link Journal} writes it. */
@Singleton
public final class ChangeRepository {
  private static final Sql FIND = Sql.of(Change.SELECTION + "WHERE c.id = :id");

  private static final Sql SINCE =
      Sql.of(
          Change.SELECTION
              + """
              WHERE c.exercise_id = :exercise AND c.version_after > :version
              ORDER BY c.version_after DESC
              LIMIT :most
              """);

  /** Which changes are listed; null does not filter. */
  public record Filter(
      @Nullable UUID exerciseId,
      @Nullable UUID jobId,
      @Nullable UUID runId,
      @Nullable Operation operation) {
    /** All changes. */
    public static final Filter ALL = new Filter(null, null, null, null);
  }

  /** The change of that id. */
  public Optional<Change> find(Connection connection, UUID id) {
    return FIND.on(connection).bind("id", id).first(Change::read);
  }

  /** Changes, the newest first. */
  public List<Change> list(
      Connection connection, Filter filter, @Nullable Cursor cursor, int limit) {
    return new Listing(Change.SELECTION, "c.created_at")
        .where(
            filter.exerciseId(),
            "c.exercise_id = :exercise",
            (call, id) -> call.bind("exercise", id))
        .where(filter.jobId(), "c.job_id = :job", (call, id) -> call.bind("job", id))
        .where(filter.runId(), "c.run_id = :run", (call, id) -> call.bind("run", id))
        .where(
            filter.operation(),
            "c.operation = :operation",
            (call, operation) -> call.bind("operation", operation.wireName()))
        .after(cursor, "c.id")
        .list(connection, "c.id", limit, Change::read);
  }

  /** The changes of an exercise after a version, the newest first. */
  List<Change> since(Connection connection, UUID exercise, int version, int most) {
    return SINCE
        .on(connection)
        .bind("exercise", exercise)
        .bind("version", version)
        .bind("most", most)
        .list(Change::read);
  }
}
