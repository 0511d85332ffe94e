package dev.millrace.callback;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Collection;
import java.util.UUID;

/**
 * Writes what must be delivered, in the transaction of whoever ends something: a row for the
 * subject's own callback URL, and one for each enabled endpoint of its organization that asks for
 * the event. So an end that is committed is told, and one that is not is not.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class Callbacks {
  /** UUID version 7, RFC 9562, for rows that only the statement itself counts. */
  private static final String ID =
      """
      encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid
      """;

  private static final Sql OF_CONTENT_REQUESTS =
      insertion(
          """
          SELECT r.organization_id, r.id AS subject_id, 'content_request.' || r.status AS event_type,
                 r.dispatch AS occurrence, r.callback_url, r.updated_at AS ended_at,
                 json_build_object(
                   'id', r.id,
                   'correlation_id', r.correlation_id,
                   'organization_id', r.organization_id,
                   'status', r.status,
                   'retry_count', r.retry_count,
                   'error', CASE WHEN r.status = 'failed' THEN
                     json_build_object('class', r.error_class, 'message', r.error_message,
                                       'fingerprint', r.error_fingerprint) END,
                   'usage', json_build_object('input_tokens', r.input_tokens, 'output_tokens', r.output_tokens,
                                              'images', r.images, 'cost', r.cost)) AS data
          FROM content_requests r
          WHERE r.id = ANY (:ids) AND r.status IN ('completed', 'failed', 'cancelled')
          """);

  private static final Sql OF_AGENT_RUNS =
      insertion(
          """
          SELECT r.organization_id, r.id AS subject_id, 'agent_run.' || r.status AS event_type,
                 r.dispatch AS occurrence, r.callback_url, r.updated_at AS ended_at,
                 json_build_object(
                   'id', r.id,
                   'correlation_id', r.correlation_id,
                   'organization_id', r.organization_id,
                   'kind', r.kind,
                   'shop', r.shop,
                   'status', r.status,
                   'outcome', r.outcome,
                   'outcome_reason', r.outcome_reason,
                   'retry_count', r.retry_count,
                   'error', CASE WHEN r.status = 'failed' THEN
                     json_build_object('class', r.error_class, 'message', r.error_message,
                                       'fingerprint', r.error_fingerprint) END,
                   'usage', json_build_object('input_tokens', r.input_tokens, 'output_tokens', r.output_tokens,
                                              'images', r.images, 'cost', r.cost)) AS data
          FROM agent_runs r
          WHERE r.id = ANY (:ids) AND r.status IN ('completed', 'failed', 'cancelled')
          """);

  /**
   * What tells, of a row {@code r}, whether anybody is to be told of its end. It costs a look at an
   * index that is empty where nobody has asked for anything.
   */
  public static final String IS_WATCHED =
      """
      (r.callback_url IS NOT NULL
        OR EXISTS (SELECT FROM webhook_endpoints w WHERE w.organization_id = r.organization_id AND w.enabled))
      """;

  /** Whose slowness a delivery shares: the organization's {@code url} up to its path. */
  public static final String RECEIVER =
      "organization_id || ' ' || lower(coalesce(substring(url FROM '^[^/?#]*//[^/?#]*'), url))";

  /**
   * The statement that writes the deliveries of what has ended.
   *
   * @param ended a query of {@code organization_id}, {@code subject_id}, {@code event_type}, {@code
   *     occurrence} (which of the subject's ends it is), {@code callback_url} (may be null), {@code
   *     ended_at} and {@code data} (json): one row for each end
   */
  private static Sql insertion(String ended) {
    return Sql.of(
        """
        WITH ended AS (
          %s
        ), told AS (
          SELECT ended.*, NULL::uuid AS endpoint_id, callback_url AS url
          FROM ended WHERE callback_url IS NOT NULL
          UNION ALL
          SELECT ended.*, w.id, w.url
          FROM ended JOIN webhook_endpoints w USING (organization_id)
          WHERE w.enabled AND (w.event_types = '{}' OR ended.event_type = ANY (w.event_types))
        )
        INSERT INTO webhook_deliveries
          (id, organization_id, endpoint_id, callback_url, receiver, event_type, subject_id, occurrence, payload)
        SELECT %s, organization_id, endpoint_id, CASE WHEN endpoint_id IS NULL THEN url END,
               %s, event_type, subject_id, occurrence,
               json_build_object(
                 'type', event_type,
                 'timestamp', to_char(ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                 'data', data)
        FROM told
        ON CONFLICT DO NOTHING
        """
            .formatted(ended, ID, RECEIVER));
  }

  /**
   * Writes the deliveries of those of these requests that have ended, and tells how many. Twice
   * does no harm.
   */
  public int ended(Connection connection, Collection<UUID> requests) {
    return tell(connection, OF_CONTENT_REQUESTS, requests);
  }

  /** The same of agent runs. */
  public int runsEnded(Connection connection, Collection<UUID> runs) {
    return tell(connection, OF_AGENT_RUNS, runs);
  }

  private static int tell(Connection connection, Sql insertion, Collection<UUID> ids) {
    return ids.isEmpty() ? 0 : insertion.on(connection).bindArray("ids", "uuid", ids).update();
  }
}
