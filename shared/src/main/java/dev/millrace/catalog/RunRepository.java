package dev.millrace.catalog;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The history of runs: recording and reading. Carrying them out is the worker's. */
@Singleton
public final class RunRepository {
  private static final Sql RECORD =
      Sql.of(
          """
          INSERT INTO catalog_run_history
            (id, command, origin, actor, organization_id, execution_key, parameters)
          VALUES (:id, :command, :origin, :actor, :organization, :executionKey, :parameters::jsonb)
          ON CONFLICT (execution_key) DO NOTHING
          """);

  private static final Sql FIND =
      Sql.of("SELECT " + CatalogRun.COLUMNS + " FROM catalog_run_history r WHERE r.id = :id");

  /**
   * Records a run, which a worker then carries out.
   *
   * @return whether it was not recorded before: an execution key names one run
   */
  public boolean record(Connection connection, NewRun run) {
    return RECORD
            .on(connection)
            .bind("id", run.id())
            .bind("command", run.command().wireName())
            .bind("origin", run.executionKey() == null ? "operator" : "schedule")
            .bind("actor", run.actor())
            .bind("organization", run.organizationId())
            .bind("executionKey", run.executionKey())
            .bind("parameters", ContentRequestCodec.text(run.parameters()))
            .update()
        == 1;
  }

  /** The run of that id. */
  public Optional<CatalogRun> find(Connection connection, UUID id) {
    return FIND.on(connection).bind("id", id).first(CatalogRun::read);
  }

  /** Runs, the newest first; a null does not filter. */
  public List<CatalogRun> list(
      Connection connection,
      @Nullable CatalogCommand command,
      @Nullable RunState state,
      @Nullable Cursor cursor,
      int limit) {
    return new Listing(
            "SELECT " + CatalogRun.COLUMNS + " FROM catalog_run_history r", "r.recorded_at")
        .where(command, "r.command = :command", (call, it) -> call.bind("command", it.wireName()))
        .where(state, "r.state = :state", (call, it) -> call.bind("state", it.wireName()))
        .after(cursor, "r.id")
        .list(connection, "r.id", limit, CatalogRun::read);
  }
}
