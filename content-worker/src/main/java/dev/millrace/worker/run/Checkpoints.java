package dev.millrace.worker.run;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.worker.model.ModelName;
import jakarta.inject.Singleton;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** Writes finished steps, the row being locked: the log, the picture if there is one, progress. */
@Singleton
class Checkpoints {
  private static final Sql LOG =
      Sql.of(
          """
          INSERT INTO agent_logs
            (run_id, step, round, attempt, input, output, provider, model, prompt_version, input_tokens, output_tokens,
             images, cost, duration_ms)
          VALUES (:run, :step, :round, :attempt, :input::json, :output::json, :provider, :model, :promptVersion,
                  :inputTokens, :outputTokens, :images, :cost::numeric, :duration)
          ON CONFLICT DO NOTHING
          """);

  private static final Sql KEEP =
      Sql.of(
          """
          INSERT INTO run_artifacts (run_id, name, media_type, width, height, bytes)
          VALUES (:run, :name, :mediaType, :width, :height, :bytes)
          ON CONFLICT DO NOTHING
          """);

  private static final Sql MOVE =
      Sql.of(
          """
          WITH moved AS (
            UPDATE agent_runs
            SET progress = :progress,
                stage = :stage,
                input_tokens = input_tokens + :inputTokens,
                output_tokens = output_tokens + :outputTokens,
                images = images + :images,
                cost = cost + :cost::numeric,
                event_seq = event_seq + 1,
                updated_at = now()
            WHERE id = :id
            RETURNING id, event_seq, progress, stage
          )
          INSERT INTO agent_run_events (run_id, seq, event, data)
          SELECT id, event_seq, 'progress',
                 jsonb_build_object('progress', progress, 'finished', :finished::text, 'round', :round::int,
                                    'stage', stage)
          FROM moved
          """);

  /** Writes a step; one that an earlier try has written is left as it is. */
  void write(Connection connection, RunWrite.Checkpoint checkpoint) {
    StepLog log = checkpoint.log();
    if (!isNew(connection, checkpoint.run(), log)) {
      return;
    }
    Artifact artifact = log.artifact();
    if (artifact != null) {
      keep(connection, checkpoint.run(), artifact);
    }
    MOVE.on(connection)
        .bind("id", checkpoint.run().id())
        .bind("progress", Course.progress(checkpoint.run().kind(), checkpoint.next()))
        .bind("stage", checkpoint.next().step().wireName())
        .bind("inputTokens", log.usage().inputTokens())
        .bind("outputTokens", log.usage().outputTokens())
        .bind("images", log.usage().images())
        .bind("cost", log.usage().cost().toPlainString())
        .bind("finished", log.turn().step().wireName())
        .bind("round", log.turn().round())
        .update();
  }

  /** Writes a step's log; false when it was there. */
  boolean isNew(Connection connection, ClaimedRun run, StepLog log) {
    @Nullable ModelName model = log.model();
    return LOG.on(connection)
            .bind("run", run.id())
            .bind("step", log.turn().step().wireName())
            .bind("round", log.turn().round())
            .bind("attempt", run.attempt())
            .bind("input", ContentRequestCodec.text(log.input()))
            .bind("output", ContentRequestCodec.text(log.output()))
            .bind("provider", model == null ? null : model.provider())
            .bind("model", model == null ? null : model.model())
            .bind("promptVersion", log.promptVersion())
            .bind("inputTokens", log.usage().inputTokens())
            .bind("outputTokens", log.usage().outputTokens())
            .bind("images", log.usage().images())
            .bind("cost", log.usage().cost().toPlainString())
            .bind("duration", log.duration().toMillis())
            .update()
        > 0;
  }

  private static void keep(Connection connection, ClaimedRun run, Artifact artifact) {
    KEEP.on(connection)
        .bind("run", run.id())
        .bind("name", artifact.name())
        .bind("mediaType", artifact.picture().mediaType())
        .bind("width", artifact.picture().width())
        .bind("height", artifact.picture().height())
        .bind("bytes", artifact.picture().bytes())
        .update();
  }
}
