package dev.millrace.api.run;

import dev.millrace.callback.Callbacks;
import dev.millrace.chat.ChatAnswerRepository;
import dev.millrace.command.RunReports;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.dispatch.FreshStart;
import dev.millrace.providercall.LostCalls;
import dev.millrace.run.AgentRun;
import dev.millrace.run.RunKind;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What callers do to a run: cancel it, or run it again. The row's own lock puts these in order with
 * what the worker does, whose writes name a status and a lease that are gone then.
 */
@Singleton
final class RunTransitionRepository {
  private static final Sql CANCEL =
      Sql.of(
          """
          WITH changed AS (
            UPDATE agent_runs
            SET status = 'cancelled',
                cancelled_at = now(),
                lease_until = NULL,
                next_publish_at = NULL,
                wait_reason = NULL,
                stage = NULL,
                event_seq = event_seq + 1,
                updated_at = now()
            WHERE id = :id AND organization_id = :organization AND status IN ('pending', 'processing')
            RETURNING *
          ), event AS (
            INSERT INTO agent_run_events (run_id, seq, event, data)
            SELECT id, event_seq, 'cancelled', jsonb_build_object('by', :actor::text) FROM changed
          )
          SELECT %s FROM changed r
          """
              .formatted(AgentRun.COLUMNS));

  /** Steps that are finished stay so: it goes on after the last. */
  private static final Sql RETRY =
      Sql.of(
          """
          WITH asked AS (
            SELECT id
            FROM agent_runs
            WHERE id = :id AND organization_id = :organization AND status IN ('failed', 'cancelled')
            FOR UPDATE
          ), changed AS (
            UPDATE agent_runs r
            SET %s,
                not_before = NULL,
                wait_reason = NULL,
                published_at = now(),
                next_publish_at = now() + :rescueAfter * interval '1 second'
            FROM asked
            WHERE r.id = asked.id
            RETURNING r.*
          ), letters AS (
            UPDATE dead_letters d
            SET status = 'redriven', redriven_at = now(), redrive_count = redrive_count + 1
            FROM changed
            WHERE d.run_id = changed.id AND d.status = 'open'
          ), event AS (
            INSERT INTO agent_run_events (run_id, seq, event, data)
            SELECT id, event_seq, 'retried', jsonb_build_object('by', :actor::text) FROM changed
          )
          SELECT %s FROM changed r
          """
              .formatted(FreshStart.ASSIGNMENTS, AgentRun.COLUMNS));

  private final DispatchConfig config;
  private final RunReports reports;
  private final Callbacks callbacks;
  private final ChatAnswerRepository chat;
  private final LostCalls lostCalls;

  RunTransitionRepository(
      DispatchConfig config,
      RunReports reports,
      Callbacks callbacks,
      ChatAnswerRepository chat,
      LostCalls lostCalls) {
    this.config = config;
    this.reports = reports;
    this.callbacks = callbacks;
    this.chat = chat;
    this.lostCalls = lostCalls;
  }

  /**
   * Cancels what waits or runs, and tells its schedule and whoever wants to know; empty when it
   * does neither.
   */
  Optional<AgentRun> cancel(Connection connection, String organizationId, UUID id, String actor) {
    Optional<AgentRun> cancelled =
        CANCEL
            .on(connection)
            .bind("id", id)
            .bind("organization", organizationId)
            .bind("actor", actor)
            .first(AgentRun::read);
    cancelled
        .filter(row -> RunReports.isExecutionKey(row.correlationId()))
        .map(
            row ->
                new RunReports.End(
                    row.correlationId(), row.organizationId(), "The run was cancelled."))
        .ifPresent(end -> reports.report(connection, List.of(end)));
    cancelled.ifPresent(row -> callbacks.runsEnded(connection, List.of(row.id())));
    cancelled
        .filter(row -> row.kind() == RunKind.CHAT)
        .ifPresent(row -> chat.plan(connection, row.id()));
    return cancelled;
  }

  /** Starts again what failed or was cancelled; empty when it did neither. */
  Optional<AgentRun> retry(Connection connection, String organizationId, UUID id, String actor) {
    Optional<AgentRun> retried =
        RETRY
            .on(connection)
            .bind("id", id)
            .bind("organization", organizationId)
            .bind("actor", actor)
            .bind("rescueAfter", Sql.seconds(config.rescueAfter()))
            .first(AgentRun::read);
    retried.ifPresent(row -> lostCalls.acknowledge(connection, List.of(row.id())));
    return retried;
  }
}
