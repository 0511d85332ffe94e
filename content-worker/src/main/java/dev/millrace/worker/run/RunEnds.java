package dev.millrace.worker.run;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.millrace.callback.Callbacks;
import dev.millrace.chat.ChatAnswerRepository;
import dev.millrace.command.RunReports;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.run.RunKind;
import dev.millrace.worker.handover.Handovers;
import dev.millrace.worker.work.Failure;
import dev.millrace.worker.work.Outcome;
import dev.millrace.worker.work.PutBack;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transitions of {@code agent_runs} out of {@code processing}, the row being locked. */
@Singleton
class RunEnds {
  /** The task is gathered from the logs, of which the last was written a moment before. */
  private static final Sql GATHER =
      Sql.of(
          """
          INSERT INTO agent_tasks
            (run_id, organization_id, shop, kind, title, result, steps, input_tokens, output_tokens, images, cost,
             duration_ms)
          SELECT r.id, r.organization_id, r.shop, r.kind, :title, :result::json, count(*), sum(l.input_tokens),
                 sum(l.output_tokens), sum(l.images), sum(l.cost), sum(l.duration_ms)
          FROM agent_runs r JOIN agent_logs l ON l.run_id = r.id
          WHERE r.id = :id
          GROUP BY r.id
          """);

  private static final Sql COMPLETE =
      Sql.of(
          """
          WITH completed AS (
            UPDATE agent_runs
            SET status = 'completed',
                outcome = :outcome,
                outcome_reason = :reason,
                progress = 100,
                stage = NULL,
                lease_until = NULL,
                next_publish_at = NULL,
                error_class = NULL,
                error_message = NULL,
                error_fingerprint = NULL,
                completed_at = now(),
                event_seq = event_seq + 1,
                updated_at = now()
            WHERE id = :id
            RETURNING id, event_seq, outcome, outcome_reason
          )
          INSERT INTO agent_run_events (run_id, seq, event, data)
          SELECT id, event_seq, 'completed',
                 jsonb_strip_nulls(jsonb_build_object('outcome', outcome, 'reason', outcome_reason))
          FROM completed
          """);

  private static final Sql FAIL =
      Sql.of(
          """
          WITH failed AS (
            UPDATE agent_runs
            SET status = 'failed',
                stage = NULL,
                lease_until = NULL,
                next_publish_at = NULL,
                retry_count = retry_count + 1,
                failed_at = now(),
                error_class = :errorClass,
                error_message = :errorMessage,
                error_fingerprint = :fingerprint,
                event_seq = event_seq + 1,
                updated_at = now()
            WHERE id = :id
            RETURNING *
          ), letter AS (
            INSERT INTO dead_letters
              (id, organization_id, run_id, dispatch, correlation_id, subscription, error_class, error_message,
               fingerprint, payload, payload_bytes, attributes, message_id)
            SELECT :letter, organization_id, id, dispatch, correlation_id, :subscription, error_class, error_message,
                   error_fingerprint, :payload, length(:payload), :attributes::jsonb, :messageId
            FROM failed
            ON CONFLICT DO NOTHING
          )
          INSERT INTO agent_run_events (run_id, seq, event, data)
          SELECT id, event_seq, 'failed',
                 jsonb_build_object('retry_count', retry_count, 'error_class', error_class, 'message', error_message)
          FROM failed
          """);

  private static final Sql PUT_BACK =
      Sql.of(
          """
          WITH pending AS (
            UPDATE agent_runs
            SET status = 'pending',
                stage = NULL,
                lease_until = NULL,
                retry_count = retry_count + :charge,
                wait_reason = :waitReason,
                not_before = CASE WHEN :delay > 0 THEN now() + :delay * interval '1 second' END,
                published_at = CASE WHEN :withBroker THEN now() END,
                next_publish_at = now() + :delay * interval '1 second'
                  + CASE WHEN :withBroker THEN :rescueAfter ELSE 0 END * interval '1 second',
                error_class = coalesce(:errorClass, error_class),
                error_message = coalesce(:errorMessage, error_message),
                error_fingerprint = coalesce(:fingerprint, error_fingerprint),
                event_seq = event_seq + 1,
                updated_at = now()
            WHERE id = :id
            RETURNING id, event_seq, retry_count, not_before
          )
          INSERT INTO agent_run_events (run_id, seq, event, data)
          SELECT id, event_seq, :event,
                 jsonb_strip_nulls(jsonb_build_object('retry_count', retry_count, 'not_before', not_before,
                                                      'error_class', :errorClass::text,
                                                      'message', :errorMessage::text))
          FROM pending
          """);

  private final Checkpoints checkpoints;
  private final RunReports reports;
  private final Handovers handovers;
  private final Callbacks callbacks;
  private final ChatAnswerRepository chat;
  private final DispatchConfig dispatch;

  RunEnds(
      Checkpoints checkpoints,
      RunReports reports,
      Handovers handovers,
      Callbacks callbacks,
      ChatAnswerRepository chat,
      DispatchConfig dispatch) {
    this.checkpoints = checkpoints;
    this.reports = reports;
    this.handovers = handovers;
    this.callbacks = callbacks;
    this.chat = chat;
    this.dispatch = dispatch;
  }

  /** Ends a run well: its last log, its task, its state, and the schedule's report. */
  void finish(Connection connection, RunWrite.Finish finish) {
    ClaimedRun run = finish.run();
    if (!checkpoints.isNew(connection, run, finish.log())) {
      throw new IllegalStateException("A run that goes on has its last step finished: " + run.id());
    }
    switch (finish.assembly()) {
      case Assembly.Gathered gathered -> {
        GATHER
            .on(connection)
            .bind("id", run.id())
            .bind("title", ContentRequestCodec.storable(gathered.title()))
            .bind("result", ContentRequestCodec.text(gathered.result()))
            .update();
        complete(connection, run, "task_created", null);
        handovers.plan(connection, run.id());
      }
      case Assembly.Nothing(String reason) -> complete(connection, run, "no_task_created", reason);
    }
    tell(connection, run, null);
  }

  /** Puts a run back, or fails it. */
  void breakOff(Connection connection, RunWrite.BreakOff broken) {
    PutBack.of(broken.lease(), broken.outcome()).forEach(each -> putBack(connection, each));
    if (broken.outcome() instanceof Outcome.Failed(Failure failure)) {
      fail(connection, broken, failure);
      tell(connection, broken.run(), failure.message());
    }
  }

  private static void complete(
      Connection connection, ClaimedRun run, String outcome, @Nullable String reason) {
    COMPLETE
        .on(connection)
        .bind("id", run.id())
        .bind("outcome", outcome)
        .bind("reason", reason)
        .update();
  }

  private static void fail(Connection connection, RunWrite.BreakOff broken, Failure failure) {
    FAIL.on(connection)
        .bind("id", broken.run().id())
        .bind("errorClass", failure.failureClass().wireName())
        .bind("errorMessage", failure.message())
        .bind("fingerprint", failure.fingerprint())
        .bind("letter", UuidCreator.getTimeOrderedEpoch())
        .bind("subscription", broken.letter().subscription())
        .bind("payload", broken.letter().payload().toByteArray())
        .bind("attributes", broken.letter().attributes())
        .bind("messageId", broken.letter().messageId())
        .update();
  }

  private void putBack(Connection connection, PutBack row) {
    PUT_BACK
        .on(connection)
        .bind("id", row.lease().id())
        .bind("event", row.event())
        .bind("charge", row.charge())
        .bind("delay", Sql.seconds(row.delay()))
        .bind("waitReason", row.waitReason())
        .bind("withBroker", row.withBroker())
        .bind("errorClass", row.errorClass())
        .bind("errorMessage", row.errorMessage())
        .bind("fingerprint", row.fingerprint())
        .bind("rescueAfter", Sql.seconds(dispatch.rescueAfter()))
        .update();
  }

  /**
   * Tells of an end: whoever asked for callbacks, whoever has asked in Chat, and the schedule that
   * fired it, if one did.
   */
  private void tell(Connection connection, ClaimedRun run, @Nullable String error) {
    callbacks.runsEnded(connection, List.of(run.id()));
    if (run.kind() == RunKind.CHAT) {
      chat.plan(connection, run.id());
    }
    if (RunReports.isExecutionKey(run.correlationId())) {
      reports.report(
          connection,
          List.of(new RunReports.End(run.correlationId(), run.organizationId(), error)));
    }
  }
}
