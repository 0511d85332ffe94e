package dev.millrace.api.run;

import dev.millrace.api.content.ContentRequestResource.Usage;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what runs have made: tasks, pictures and logs; the worker writes them. */
@Singleton
final class RunYieldRepository {
  private static final Sql TASK =
      Sql.of(
          """
          SELECT title, result::text AS result, steps, input_tokens, output_tokens, images, cost, duration_ms, created_at
          FROM agent_tasks
          WHERE run_id = :run
          """);

  private static final Sql PICTURES =
      Sql.of(
          """
          SELECT name, media_type, width, height, length(bytes) AS size
          FROM run_artifacts
          WHERE run_id = :run
          ORDER BY name
          """);

  private static final Sql FILE =
      Sql.of("SELECT media_type, bytes FROM run_artifacts WHERE run_id = :run AND name = :name");

  private static final Sql LOGS =
      Sql.of(
          """
          SELECT step, round, attempt, input::text AS input, output::text AS output, provider, model, prompt_version,
                 input_tokens, output_tokens, images, cost, duration_ms, created_at
          FROM agent_logs
          WHERE run_id = :run
          ORDER BY created_at
          """);

  /** A picture as a file. */
  @SuppressWarnings("ArrayRecordComponent") // It is handed on, never compared.
  record File(String mediaType, byte[] bytes) {}

  Optional<RunResult.Task> task(Connection connection, UUID run) {
    return TASK.on(connection)
        .bind("run", run)
        .first(
            row ->
                new RunResult.Task(
                    row.getString("title"),
                    ContentRequestCodec.parseObject(row.getString("result")),
                    row.getInt("steps"),
                    usage(row),
                    row.getLong("duration_ms"),
                    Sql.requiredInstant(row, "created_at")));
  }

  List<RunResult.Picture> pictures(Connection connection, UUID run) {
    return PICTURES
        .on(connection)
        .bind("run", run)
        .list(
            row ->
                new RunResult.Picture(
                    row.getString("name"),
                    row.getString("media_type"),
                    row.getInt("width"),
                    row.getInt("height"),
                    row.getLong("size"),
                    RunResource.path(run) + "/artifacts/" + row.getString("name")));
  }

  Optional<File> file(Connection connection, UUID run, String name) {
    return FILE.on(connection)
        .bind("run", run)
        .bind("name", name)
        .first(row -> new File(row.getString("media_type"), row.getBytes("bytes")));
  }

  List<RunLogResource.Entry> logs(Connection connection, UUID run) {
    return LOGS.on(connection)
        .bind("run", run)
        .list(
            row ->
                new RunLogResource.Entry(
                    row.getString("step"),
                    row.getInt("round"),
                    row.getInt("attempt"),
                    ContentRequestCodec.parseObject(row.getString("input")),
                    ContentRequestCodec.parseObject(row.getString("output")),
                    row.getString("provider"),
                    row.getString("model"),
                    row.getString("prompt_version"),
                    usage(row),
                    row.getLong("duration_ms"),
                    Sql.requiredInstant(row, "created_at")));
  }

  private static Usage usage(ResultSet row) throws SQLException {
    return new Usage(
        row.getLong("input_tokens"),
        row.getLong("output_tokens"),
        row.getInt("images"),
        row.getBigDecimal("cost"));
  }
}
