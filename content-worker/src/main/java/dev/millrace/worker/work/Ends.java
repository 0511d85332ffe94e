package dev.millrace.worker.work;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;

/** Writes what has ended, the rows being locked: with its content, or with its dead letter. */
@Singleton
class Ends {
  private static final Sql COMPLETE =
      Sql.of(
          """
          WITH input AS (
            SELECT *
            FROM unnest(:ids, :tokens, :documents, :markdowns, :providers, :models, :prompts)
              AS i (id, token, document, markdown, provider, model, prompt)
          ), completed AS (
            UPDATE content_requests r
            SET status = 'completed',
                progress = 100,
                stage = NULL,
                lease_until = NULL,
                next_publish_at = NULL,
                error_class = NULL,
                error_message = NULL,
                error_fingerprint = NULL,
                provider = i.provider,
                model = i.model,
                completed_at = now(),
                event_seq = event_seq + 1,
                updated_at = now()
            FROM input i
            WHERE r.id = i.id AND r.id = ANY (:ids) AND r.lease_token = i.token AND r.lease_until IS NOT NULL
            RETURNING r.id, r.organization_id, r.event_seq, i.document, i.markdown, i.provider, i.model, i.prompt
          ), written AS (
            INSERT INTO contents (request_id, organization_id, document, markdown, provider, model, prompt_version)
            SELECT id, organization_id, convert_from(document, 'UTF8')::json, convert_from(markdown, 'UTF8'), provider, model, prompt FROM completed
          )
          INSERT INTO request_events (request_id, seq, event, data)
          SELECT id, event_seq, 'completed', jsonb_build_object('provider', provider, 'model', model) FROM completed
          """);

  private static final Sql FAIL =
      Sql.of(
          """
          WITH input AS (
            SELECT *
            FROM unnest(:ids, :tokens, :letterIds, :errorClasses, :errorMessages, :fingerprints, :subscriptions,
                        :messageIds, :payloads, :attributes)
              AS i (id, token, letter_id, error_class, error_message, fingerprint, subscription, message_id, payload,
                    attributes)
          ), failed AS (
            UPDATE content_requests r
            SET status = 'failed',
                stage = NULL,
                lease_until = NULL,
                next_publish_at = NULL,
                retry_count = r.retry_count + 1,
                failed_at = now(),
                error_class = i.error_class,
                error_message = i.error_message,
                error_fingerprint = i.fingerprint,
                event_seq = event_seq + 1,
                updated_at = now()
            FROM input i
            WHERE r.id = i.id AND r.id = ANY (:ids) AND r.lease_token = i.token AND r.lease_until IS NOT NULL
            RETURNING r.id, r.organization_id, r.correlation_id, r.dispatch, r.event_seq, r.retry_count, i.letter_id,
                      i.error_class, i.error_message, i.fingerprint, i.subscription, i.message_id, i.payload,
                      i.attributes
          ), letters AS (
            INSERT INTO dead_letters
              (id, organization_id, request_id, dispatch, correlation_id, subscription, error_class, error_message,
               fingerprint, payload, payload_bytes, attributes, message_id)
            SELECT letter_id, organization_id, id, dispatch, correlation_id, subscription, error_class, error_message,
                   fingerprint, payload, length(payload), attributes::jsonb, message_id
            FROM failed
            ON CONFLICT DO NOTHING
          )
          INSERT INTO request_events (request_id, seq, event, data)
          SELECT id, event_seq, 'failed',
                 jsonb_build_object('retry_count', retry_count, 'error_class', error_class, 'message', error_message)
          FROM failed
          """);

  /** Writes contents, each with its event. What they cost was added to their rows call by call. */
  void complete(Connection connection, List<Ended<Outcome.Completed>> completed) {
    if (completed.isEmpty()) {
      return;
    }
    COMPLETE
        .on(connection)
        .bindArray("ids", "uuid", Columns.of(completed, Ended::id))
        .bindArray("tokens", "uuid", Columns.of(completed, Ended::token))
        .bindArray(
            "documents",
            "bytea",
            Columns.of(completed, each -> each.outcome().generation().document().bytes()))
        .bindArray(
            "markdowns",
            "bytea",
            Columns.of(completed, each -> each.outcome().generation().markdown().bytes()))
        .bindArray(
            "providers",
            "text",
            Columns.of(completed, each -> each.outcome().generation().provider()))
        .bindArray(
            "models", "text", Columns.of(completed, each -> each.outcome().generation().model()))
        .bindArray(
            "prompts",
            "text",
            Columns.of(completed, each -> each.outcome().generation().promptVersion()))
        .update();
  }

  /** Writes failures, each with its letter and event. */
  void fail(Connection connection, List<Ended<Outcome.Failed>> failed) {
    if (failed.isEmpty()) {
      return;
    }
    FAIL.on(connection)
        .bindArray("ids", "uuid", Columns.of(failed, Ended::id))
        .bindArray("tokens", "uuid", Columns.of(failed, Ended::token))
        .bindArray(
            "letterIds", "uuid", Columns.of(failed, each -> UuidCreator.getTimeOrderedEpoch()))
        .bindArray(
            "errorClasses",
            "text",
            Columns.of(failed, each -> each.outcome().failure().failureClass().wireName()))
        .bindArray(
            "errorMessages", "text", Columns.of(failed, each -> each.outcome().failure().message()))
        .bindArray(
            "fingerprints",
            "text",
            Columns.of(failed, each -> each.outcome().failure().fingerprint()))
        .bindArray(
            "subscriptions",
            "text",
            Columns.of(failed, each -> each.settlement().letter().subscription()))
        .bindArray(
            "messageIds",
            "text",
            Columns.of(failed, each -> each.settlement().letter().messageId()))
        .bindArray(
            "payloads",
            "bytea",
            Columns.of(failed, each -> each.settlement().letter().payload().toByteArray()))
        .bindArray(
            "attributes",
            "text",
            Columns.of(failed, each -> each.settlement().letter().attributes()))
        .update();
  }
}
