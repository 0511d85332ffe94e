package dev.millrace.api.deadletter;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.dispatch.FreshStart;
import dev.millrace.providercall.LostCalls;
import dev.millrace.run.AgentRun;
import dev.millrace.run.NewAgentRun;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What putting letters of runs back does to the tables; runs are locked before letters. */
@Singleton
final class RunRedriveRepository {
  private static final Sql LOCK =
      Sql.of(
          """
          SELECT id, correlation_id, status FROM agent_runs
          WHERE id = ANY (ARRAY(SELECT run_id FROM dead_letters
                                WHERE id = ANY (:ids) AND organization_id = :organization AND run_id IS NOT NULL))
          ORDER BY id
          FOR UPDATE
          """);

  /** A paced run is not published now: the sweep does it when its time has come. */
  private static final Sql REQUEUE =
      Sql.of(
          """
          WITH changed AS (
            UPDATE agent_runs r
            SET %s,
                not_before = NULL,
                wait_reason = NULL,
                published_at = CASE WHEN i.delay IS NULL THEN now() END,
                next_publish_at = now() + coalesce(i.delay, :rescueAfter) * interval '1 second'
            FROM unnest(:ids, :delays, :letters) AS i (id, delay, letter)
            WHERE r.id = i.id AND r.status = 'failed'
            RETURNING r.*, i.letter
          ), event AS (
            INSERT INTO agent_run_events (run_id, seq, event, data)
            SELECT id, event_seq, 'redriven', jsonb_build_object('by', :actor::text, 'dead_letter_id', letter)
            FROM changed
          )
          SELECT %s FROM changed r
          """
              .formatted(FreshStart.ASSIGNMENTS, AgentRun.COLUMNS));

  /** What was made of the other words is not gone on with. */
  private static final Sql FORGET_STEPS =
      Sql.of(
          """
          WITH pictures AS (DELETE FROM run_artifacts WHERE run_id = :id)
          DELETE FROM agent_logs WHERE run_id = :id
          """);

  private static final Sql EDIT =
      Sql.of(
          """
          UPDATE agent_runs
          SET kind = :kind, prompt = :prompt, shop = :shop, parameters = :parameters::jsonb,
              callback_url = coalesce(:callback, callback_url), metadata = :metadata::jsonb
          WHERE id = :id AND status = 'failed'
          """);

  private final DispatchConfig config;
  private final LostCalls lostCalls;

  RunRedriveRepository(DispatchConfig config, LostCalls lostCalls) {
    this.config = config;
    this.lostCalls = lostCalls;
  }

  /** A run that is locked. */
  record Row(UUID id, String correlationId, RequestStatus status) {}

  /**
   * A run to be started anew.
   *
   * @param delay until it is published; null for at once
   */
  record Requeue(UUID id, UUID letter, @Nullable Duration delay) {}

  /** Locks the runs that letters of an organization are about. */
  Map<UUID, Row> lock(Connection connection, String organizationId, List<UUID> letters) {
    Map<UUID, Row> rows = new HashMap<>();
    LOCK.on(connection)
        .bindArray("ids", "uuid", letters)
        .bind("organization", organizationId)
        .list(
            row ->
                rows.put(
                    row.getObject("id", UUID.class),
                    new Row(
                        row.getObject("id", UUID.class),
                        row.getString("correlation_id"),
                        RequestStatus.of(row.getString("status")).orElseThrow())));
    return rows;
  }

  /** Starts failed runs again. */
  List<AgentRun> requeue(Connection connection, List<Requeue> requeues, String actor) {
    lostCalls.acknowledge(connection, requeues.stream().map(Requeue::id).toList());
    return REQUEUE
        .on(connection)
        .bindArray("ids", "uuid", requeues.stream().map(Requeue::id).toList())
        .bindArray("delays", "float8", requeues.stream().map(RunRedriveRepository::delay).toList())
        .bindArray("letters", "uuid", requeues.stream().map(Requeue::letter).toList())
        .bind("rescueAfter", Sql.seconds(config.rescueAfter()))
        .bind("actor", actor)
        .list(AgentRun::read);
  }

  /** Gives a failed run something else to do, from its first step on. */
  void edit(Connection connection, UUID id, NewAgentRun run) {
    FORGET_STEPS.on(connection).bind("id", id).update();
    EDIT.on(connection)
        .bind("id", id)
        .bind("kind", run.kind().wireName())
        .bind("prompt", run.prompt())
        .bind("shop", run.shop())
        .bind("parameters", ContentRequestCodec.text(run.parameters()))
        .bind("callback", run.callbackUrl())
        .bind("metadata", ContentRequestCodec.text(run.metadata()))
        .update();
  }

  private static @Nullable Double delay(Requeue requeue) {
    return requeue.delay == null ? null : Sql.seconds(requeue.delay);
  }
}
