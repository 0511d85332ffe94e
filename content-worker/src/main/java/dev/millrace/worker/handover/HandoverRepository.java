package dev.millrace.worker.handover;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of {@code run_handovers}, and what is told of a run. */
@Singleton
class HandoverRepository {
  private static final Sql PLAN =
      Sql.of(
          """
          INSERT INTO run_handovers (run_id, target, next_attempt_at)
          SELECT :run, target, now() FROM unnest(:targets) AS t (target)
          ON CONFLICT DO NOTHING
          """);

  /** A lease that ended belongs to a worker that died: its post may have been taken. */
  private static final Sql TAKE =
      Sql.of(
          """
          UPDATE run_handovers h
          SET attempts = attempts + 1,
              lease_token = gen_random_uuid(),
              lease_until = now() + :lease * interval '1 second',
              next_attempt_at = now() + :lease * interval '1 second'
          FROM (
            SELECT run_id, target FROM run_handovers
            WHERE state = 'waiting' AND next_attempt_at <= now() AND target = ANY (:targets)
            ORDER BY next_attempt_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          ) due
          WHERE h.run_id = due.run_id AND h.target = due.target
          RETURNING h.run_id, h.target, h.lease_token, h.attempts,
                    h.created_at < now() - :giveUpAfter * interval '1 second' AS is_last
          """);

  private static final Sql END =
      Sql.of(
          """
          UPDATE run_handovers
          SET state = :state, ended_at = now(), next_attempt_at = NULL, lease_until = NULL, last_error = :error
          WHERE run_id = :run AND target = :target AND lease_token = :token AND state = 'waiting'
          """);

  private static final Sql REPEAT =
      Sql.of(
          """
          UPDATE run_handovers
          SET next_attempt_at = now() + :delay * interval '1 second', lease_until = NULL, last_error = :error
          WHERE run_id = :run AND target = :target AND lease_token = :token AND state = 'waiting'
          """);

  private static final Sql TOLD =
      Sql.of(
          """
          SELECT t.organization_id, t.shop, t.kind, t.title, t.result::text AS result, t.steps, t.input_tokens,
                 t.output_tokens, t.images, t.cost, t.duration_ms, t.created_at, r.correlation_id, a.name, a.media_type,
                 a.width, a.height, CASE WHEN :isWhole THEN a.bytes END AS bytes
          FROM agent_tasks t
          JOIN agent_runs r ON r.id = t.run_id
          LEFT JOIN run_artifacts a ON a.run_id = t.run_id AND a.name = t.result #>> '{picture,artifact}'
          WHERE t.run_id = :run
          """);

  /** Plans to tell each of these, once. */
  void plan(Connection connection, UUID run, List<String> targets) {
    PLAN.on(connection).bind("run", run).bindArray("targets", "text", targets).update();
  }

  /** Takes what is due, for as long as a lease lasts. */
  List<Handover> take(
      Connection connection, List<String> targets, int most, Duration lease, Duration giveUpAfter) {
    return TAKE.on(connection)
        .bindArray("targets", "text", targets)
        .bind("most", most)
        .bind("lease", Sql.seconds(lease))
        .bind("giveUpAfter", Sql.seconds(giveUpAfter))
        .list(
            row ->
                new Handover(
                    row.getObject("run_id", UUID.class),
                    Target.of(row.getString("target")),
                    row.getObject("lease_token", UUID.class),
                    row.getInt("attempts"),
                    row.getBoolean("is_last")));
  }

  /** What is told of a run; empty when it is gone. */
  Optional<Told> told(Connection connection, Handover handover) {
    return TOLD.on(connection)
        .bind("run", handover.run())
        .bind("isWhole", handover.target() == Target.PRODUCT)
        .first(row -> Told.read(handover.run(), row));
  }

  /** It was taken. */
  int delivered(Connection connection, Handover handover) {
    return bound(END.on(connection), handover)
        .bind("state", "delivered")
        .bind("error", (String) null)
        .update();
  }

  /** It will not be tried again. */
  int givenUp(Connection connection, Handover handover, String error) {
    return bound(END.on(connection), handover)
        .bind("state", "given_up")
        .bind("error", ContentRequestCodec.storable(error))
        .update();
  }

  /** It will be tried again. */
  int repeat(Connection connection, Handover handover, Duration delay, String error) {
    return bound(REPEAT.on(connection), handover)
        .bind("delay", Sql.seconds(delay))
        .bind("error", ContentRequestCodec.storable(error))
        .update();
  }

  private static Sql.Call bound(Sql.Call call, Handover handover) {
    return call.bind("run", handover.run())
        .bind("target", handover.target().wireName())
        .bind("token", handover.token());
  }
}
