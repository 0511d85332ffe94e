package dev.millrace.worker.work;

import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;

/** Writes what is to run again, the rows being locked. */
@Singleton
class PutBacks {
  private static final Sql PUT_BACK =
      Sql.of(
          """
          WITH input AS (
            SELECT *
            FROM unnest(:ids, :tokens, :events, :charges, :delays, :waitReasons, :withBroker, :errorClasses,
                        :errorMessages, :fingerprints)
              AS i (id, token, event, charge, delay, wait_reason, with_broker, error_class, error_message, fingerprint)
          ), pending AS (
            UPDATE content_requests r
            SET status = 'pending',
                progress = 0,
                stage = NULL,
                lease_until = NULL,
                retry_count = r.retry_count + i.charge,
                wait_reason = i.wait_reason,
                not_before = CASE WHEN i.delay > 0 THEN now() + i.delay * interval '1 second' END,
                published_at = CASE WHEN i.with_broker THEN now() END,
                next_publish_at = now() + i.delay * interval '1 second'
                  + CASE WHEN i.with_broker THEN :rescueAfter ELSE 0 END * interval '1 second',
                error_class = coalesce(i.error_class, r.error_class),
                error_message = coalesce(i.error_message, r.error_message),
                error_fingerprint = coalesce(i.fingerprint, r.error_fingerprint),
                event_seq = event_seq + 1,
                updated_at = now()
            FROM input i
            WHERE r.id = i.id AND r.id = ANY (:ids) AND r.lease_token = i.token AND r.lease_until IS NOT NULL
            RETURNING r.id, r.event_seq, r.retry_count, r.not_before, i.event, i.error_class, i.error_message
          )
          INSERT INTO request_events (request_id, seq, event, data)
          SELECT id, event_seq, event,
                 jsonb_strip_nulls(jsonb_build_object('retry_count', retry_count, 'not_before', not_before,
                                                      'error_class', error_class, 'message', error_message))
          FROM pending
          """);

  private final DispatchConfig dispatch;

  PutBacks(DispatchConfig dispatch) {
    this.dispatch = dispatch;
  }

  /** Writes each with its event; when it runs again goes by the database's clock. */
  void write(Connection connection, List<PutBack> pending) {
    if (pending.isEmpty()) {
      return;
    }
    PUT_BACK
        .on(connection)
        .bindArray("ids", "uuid", Columns.of(pending, each -> each.lease().id()))
        .bindArray("tokens", "uuid", Columns.of(pending, each -> each.lease().token()))
        .bindArray("events", "text", Columns.of(pending, PutBack::event))
        .bindArray("charges", "int4", Columns.of(pending, PutBack::charge))
        .bindArray("delays", "float8", Columns.of(pending, each -> Sql.seconds(each.delay())))
        .bindArray("waitReasons", "text", Columns.nullable(pending, PutBack::waitReason))
        .bindArray("withBroker", "bool", Columns.of(pending, PutBack::withBroker))
        .bindArray("errorClasses", "text", Columns.nullable(pending, PutBack::errorClass))
        .bindArray("errorMessages", "text", Columns.nullable(pending, PutBack::errorMessage))
        .bindArray("fingerprints", "text", Columns.nullable(pending, PutBack::fingerprint))
        .bind("rescueAfter", Sql.seconds(dispatch.rescueAfter()))
        .update();
  }
}
