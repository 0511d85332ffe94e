package dev.millrace.worker.callback;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ends of attempts. Rows are locked in the order of their ids, and each write names its lease
 * token.
 */
@Singleton
final class SettlementRepository {
  private static final Sql SETTLE =
      Sql.of(
          """
          WITH input AS (
            SELECT *
            FROM unnest(:ids, :tokens, :outcomes, :statuses, :errors, :pauses, :took)
              AS i (id, token, outcome, status, error, pause, took)
          ), locked AS (
            SELECT d.id, i.outcome = 'again' AND now() < d.give_up_at AS again
            FROM webhook_deliveries d JOIN input i ON d.id = i.id AND d.lease_token = i.token
            WHERE d.id = ANY (:ids) AND d.state = 'delivering'
            ORDER BY d.id
            FOR UPDATE OF d
          )
          UPDATE webhook_deliveries d
          SET state = CASE WHEN i.outcome = 'delivered' THEN 'delivered'
                           WHEN l.again OR i.outcome = 'released' THEN 'pending'
                           ELSE 'failed' END,
              attempts = d.attempts - CASE WHEN i.outcome = 'released' THEN 1 ELSE 0 END,
              next_attempt_at = CASE WHEN l.again THEN least(now() + i.pause * interval '1 second', d.give_up_at)
                                     WHEN i.outcome = 'released' THEN now() END,
              lease_until = NULL,
              last_status = CASE WHEN i.outcome = 'released' THEN d.last_status ELSE i.status END,
              last_error = CASE WHEN i.outcome = 'released' THEN d.last_error ELSE i.error END,
              delivered_at = CASE WHEN i.outcome = 'delivered' THEN now() END,
              failed_at = CASE WHEN i.outcome = 'failed' OR (i.outcome = 'again' AND NOT l.again) THEN now() END,
              attempt_log = CASE WHEN i.outcome = 'released' THEN d.attempt_log ELSE
                CASE WHEN jsonb_array_length(d.attempt_log) >= 30 THEN d.attempt_log - 0 ELSE d.attempt_log END
                || jsonb_strip_nulls(jsonb_build_object(
                     'at', now() - i.took * interval '1 millisecond', 'duration_ms', i.took, 'status', i.status,
                     'error', i.error)) END
          FROM input i JOIN locked l USING (id)
          WHERE d.id = i.id AND d.id = ANY (ARRAY(SELECT id FROM locked))
          """);

  /** One's own token on a row that has ended means that this try, or an earlier, was committed. */
  private static final Sql STANDING =
      Sql.of(
          """
          SELECT d.id, d.state
          FROM webhook_deliveries d
          JOIN unnest(:ids, :tokens) AS i (id, token) ON d.id = i.id AND d.lease_token = i.token
          WHERE d.id = ANY (:ids) AND d.state <> 'delivering'
          """);

  /** One that meanwhile has another URL is left alone. */
  private static final Sql DISABLE =
      Sql.of(
          """
          WITH disabled AS (
            UPDATE webhook_endpoints
            SET enabled = false, disabled_reason = 'gone', disabled_at = now(), updated_at = now()
            WHERE id = :endpoint AND url = :url AND enabled
            RETURNING id, organization_id
          )
          INSERT INTO audit_log (id, organization_id, actor, action, target, detail)
          SELECT :id, organization_id, 'content-worker', 'webhook_endpoints.disable', id::text,
                 jsonb_build_object('reason', 'gone', 'delivery_id', :delivery::text)
          FROM disabled
          """);

  /** Writes a set of outcomes; answers in the same order where each row stands. */
  List<State> settle(Connection connection, List<Settlement> settlements) {
    List<Settlement> sorted =
        settlements.stream().sorted(Comparator.comparing(SettlementRepository::id)).toList();
    write(connection, sorted);
    Map<UUID, State> standing = standing(connection, sorted);
    sorted.stream()
        .filter(
            each ->
                each.outcome() instanceof Outcome.Gone && standing.get(id(each)) == State.FAILED)
        .map(Settlement::due)
        .filter(due -> due.endpointId() != null)
        .sorted(Comparator.comparing(due -> String.valueOf(due.endpointId())))
        .forEach(due -> disable(connection, due));
    return settlements.stream().map(each -> standing.getOrDefault(id(each), State.LOST)).toList();
  }

  private static void write(Connection connection, List<Settlement> settlements) {
    List<Row> rows = settlements.stream().map(each -> Row.of(each.outcome())).toList();
    SETTLE
        .on(connection)
        .bindArray("ids", "uuid", settlements.stream().map(SettlementRepository::id).toList())
        .bindArray("tokens", "uuid", settlements.stream().map(SettlementRepository::token).toList())
        .bindArray("outcomes", "text", rows.stream().map(Row::outcome).toList())
        .bindArray("statuses", "int4", rows.stream().map(Row::status).toList())
        .bindArray("errors", "text", rows.stream().map(Row::error).toList())
        .bindArray("pauses", "float8", rows.stream().map(row -> Sql.seconds(row.pause)).toList())
        .bindArray(
            "took", "int8", settlements.stream().map(each -> each.took().toMillis()).toList())
        .update();
  }

  private static Map<UUID, State> standing(Connection connection, List<Settlement> settlements) {
    Map<UUID, State> standing = new HashMap<>();
    STANDING
        .on(connection)
        .bindArray("ids", "uuid", settlements.stream().map(SettlementRepository::id).toList())
        .bindArray("tokens", "uuid", settlements.stream().map(SettlementRepository::token).toList())
        .list(
            row ->
                standing.put(
                    row.getObject("id", UUID.class),
                    State.valueOf(row.getString("state").toUpperCase(Locale.ROOT))));
    return standing;
  }

  private static void disable(Connection connection, Due due) {
    DISABLE
        .on(connection)
        .bind("endpoint", due.endpointId())
        .bind("url", due.url())
        .bind("id", ContentRequestRepository.newId())
        .bind("delivery", due.lease().id().toString())
        .update();
  }

  private static UUID id(Settlement settlement) {
    return settlement.due().lease().id();
  }

  private static UUID token(Settlement settlement) {
    return settlement.due().lease().token();
  }

  /** An outcome as the statement takes it. */
  private record Row(
      String outcome, @Nullable Integer status, @Nullable String error, Duration pause) {
    static Row of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Delivered(int status) -> new Row("delivered", status, null, Duration.ZERO);
        case Outcome.Again(Integer status, String reason, Duration pause) ->
            new Row("again", status, reason, pause);
        case Outcome.Failed(Integer status, String reason) ->
            new Row("failed", status, reason, Duration.ZERO);
        case Outcome.Gone(String reason) ->
            new Row("failed", Outcome.Gone.STATUS, reason, Duration.ZERO);
        case Outcome.Released() -> new Row("released", null, null, Duration.ZERO);
      };
    }
  }
}
