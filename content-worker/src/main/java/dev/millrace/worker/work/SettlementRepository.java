package dev.millrace.worker.work;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.millrace.command.RunReports;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of {@code content_requests} out of {@code processing}. Rows are locked in the
 * order of their ids before anything is written, and each write names its lease token.
 *
 * <p>That a row is being processed is asked of its lease, which the schema ties to its status: an
 * index on the status would invite the planner to read every row that ever was in it and has not
 * been vacuumed yet.
 */
@Singleton
class SettlementRepository {
  private static final Sql LOCK =
      Sql.of(
          """
          SELECT id, status, lease_token, organization_id, correlation_id
          FROM content_requests
          WHERE id = ANY (:ids)
          ORDER BY id
          FOR UPDATE
          """);

  private static final Sql COMPLETE =
      Sql.of(
          """
          WITH input AS (
            SELECT *
            FROM unnest(:ids, :tokens, :documents, :markdowns, :providers, :models, :prompts, :inputTokens,
                        :outputTokens, :images, :costs)
              AS i (id, token, document, markdown, provider, model, prompt, input_tokens, output_tokens, images, cost)
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
                input_tokens = r.input_tokens + i.input_tokens,
                output_tokens = r.output_tokens + i.output_tokens,
                images = r.images + i.images,
                cost = r.cost + i.cost,
                completed_at = now(),
                event_seq = event_seq + 1,
                updated_at = now()
            FROM input i
            WHERE r.id = i.id AND r.id = ANY (:ids) AND r.lease_token = i.token AND r.lease_until IS NOT NULL
            RETURNING r.id, r.organization_id, r.event_seq, i.document, i.markdown, i.provider, i.model, i.prompt
          ), written AS (
            INSERT INTO contents (request_id, organization_id, document, markdown, provider, model, prompt_version)
            SELECT id, organization_id, document::json, markdown, provider, model, prompt FROM completed
          )
          INSERT INTO request_events (request_id, seq, event, data)
          SELECT id, event_seq, 'completed', jsonb_build_object('provider', provider, 'model', model) FROM completed
          """);

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

  private final DispatchConfig dispatch;
  private final RunReports runs;

  SettlementRepository(DispatchConfig dispatch, RunReports runs) {
    this.dispatch = dispatch;
    this.runs = runs;
  }

  /** Writes a set of outcomes; answers in the same order where each row stands. */
  List<Settled> settle(Connection connection, List<Settlement> settlements) {
    Map<UUID, Row> rows = lock(connection, settlements);
    List<Settlement> held =
        settlements.stream()
            .filter(settlement -> isHeld(rows.get(settlement.lease().id()), settlement))
            .toList();
    complete(connection, only(held, Outcome.Completed.class));
    putBack(connection, held.stream().map(PutBack::of).flatMap(List::stream).toList());
    fail(connection, only(held, Outcome.Failed.class));
    runs.report(connection, held.stream().flatMap(each -> end(rows, each)).toList());
    List<Settled> answers = new ArrayList<>();
    for (Settlement settlement : settlements) {
      Row row = rows.get(settlement.lease().id());
      answers.add(
          row == null ? new Settled(false, RequestStatus.CANCELLED) : row.after(settlement));
    }
    return answers;
  }

  /** The end of what a schedule has fired, if this is one. */
  private static Stream<RunReports.End> end(Map<UUID, Row> rows, Settlement settlement) {
    Row row = rows.get(settlement.lease().id());
    if (row == null || !RunReports.isExecutionKey(row.correlationId)) {
      return Stream.empty();
    }
    String error =
        settlement.outcome() instanceof Outcome.Failed failed ? failed.failure().message() : null;
    return settlement.outcome() instanceof Outcome.Completed || error != null
        ? Stream.of(new RunReports.End(row.correlationId, row.organizationId, error))
        : Stream.empty();
  }

  private static boolean isHeld(@Nullable Row row, Settlement settlement) {
    return row != null && row.isHeldBy(settlement);
  }

  private static Map<UUID, Row> lock(Connection connection, List<Settlement> settlements) {
    Map<UUID, Row> rows = new HashMap<>();
    LOCK.on(connection)
        .bindArray("ids", "uuid", map(settlements, settlement -> settlement.lease().id()))
        .list(
            row ->
                rows.put(
                    row.getObject("id", UUID.class),
                    new Row(
                        RequestStatus.of(row.getString("status")).orElseThrow(),
                        row.getObject("lease_token", UUID.class),
                        row.getString("organization_id"),
                        row.getString("correlation_id"))));
    return rows;
  }

  private static void complete(Connection connection, List<Of<Outcome.Completed>> completed) {
    if (completed.isEmpty()) {
      return;
    }
    COMPLETE
        .on(connection)
        .bindArray("ids", "uuid", map(completed, Of::id))
        .bindArray("tokens", "uuid", map(completed, Of::token))
        .bindArray(
            "documents", "text", map(completed, each -> each.outcome.generation().document()))
        .bindArray(
            "markdowns", "text", map(completed, each -> each.outcome.generation().markdown()))
        .bindArray(
            "providers", "text", map(completed, each -> each.outcome.generation().provider()))
        .bindArray("models", "text", map(completed, each -> each.outcome.generation().model()))
        .bindArray(
            "prompts", "text", map(completed, each -> each.outcome.generation().promptVersion()))
        .bindArray(
            "inputTokens",
            "int8",
            map(completed, each -> each.outcome.generation().usage().inputTokens()))
        .bindArray(
            "outputTokens",
            "int8",
            map(completed, each -> each.outcome.generation().usage().outputTokens()))
        .bindArray(
            "images", "int4", map(completed, each -> each.outcome.generation().usage().images()))
        .bindArray(
            "costs", "numeric", map(completed, each -> each.outcome.generation().usage().cost()))
        .update();
  }

  private void putBack(Connection connection, List<PutBack> pending) {
    if (pending.isEmpty()) {
      return;
    }
    PUT_BACK
        .on(connection)
        .bindArray("ids", "uuid", map(pending, each -> each.lease().id()))
        .bindArray("tokens", "uuid", map(pending, each -> each.lease().token()))
        .bindArray("events", "text", map(pending, PutBack::event))
        .bindArray("charges", "int4", map(pending, PutBack::charge))
        .bindArray("delays", "float8", map(pending, each -> Sql.seconds(each.delay())))
        .bindArray("waitReasons", "text", nullable(pending, PutBack::waitReason))
        .bindArray("withBroker", "bool", map(pending, PutBack::withBroker))
        .bindArray("errorClasses", "text", nullable(pending, PutBack::errorClass))
        .bindArray("errorMessages", "text", nullable(pending, PutBack::errorMessage))
        .bindArray("fingerprints", "text", nullable(pending, PutBack::fingerprint))
        .bind("rescueAfter", Sql.seconds(dispatch.rescueAfter()))
        .update();
  }

  private static void fail(Connection connection, List<Of<Outcome.Failed>> failed) {
    if (failed.isEmpty()) {
      return;
    }
    FAIL.on(connection)
        .bindArray("ids", "uuid", map(failed, Of::id))
        .bindArray("tokens", "uuid", map(failed, Of::token))
        .bindArray("letterIds", "uuid", map(failed, each -> UuidCreator.getTimeOrderedEpoch()))
        .bindArray(
            "errorClasses",
            "text",
            map(failed, each -> each.outcome.failure().failureClass().wireName()))
        .bindArray("errorMessages", "text", map(failed, each -> each.outcome.failure().message()))
        .bindArray(
            "fingerprints", "text", map(failed, each -> each.outcome.failure().fingerprint()))
        .bindArray("subscriptions", "text", map(failed, each -> each.letter().subscription()))
        .bindArray("messageIds", "text", map(failed, each -> each.letter().messageId()))
        .bindArray("payloads", "bytea", map(failed, each -> each.letter().payload().toByteArray()))
        .bindArray("attributes", "text", map(failed, each -> each.letter().attributes()))
        .update();
  }

  private static <T extends Outcome> List<Of<T>> only(List<Settlement> settlements, Class<T> kind) {
    return settlements.stream()
        .filter(settlement -> kind.isInstance(settlement.outcome()))
        .map(settlement -> new Of<>(settlement, kind.cast(settlement.outcome())))
        .toList();
  }

  private static <T, R> List<R> map(List<T> items, Function<T, R> field) {
    return items.stream().map(field).toList();
  }

  private static <T> List<@Nullable String> nullable(
      List<T> items, Function<T, @Nullable String> field) {
    List<@Nullable String> values = new ArrayList<>(items.size());
    items.forEach(item -> values.add(field.apply(item)));
    return values;
  }

  private record Of<T extends Outcome>(Settlement settlement, T outcome) {
    UUID id() {
      return settlement.lease().id();
    }

    UUID token() {
      return settlement.lease().token();
    }

    Letter letter() {
      return settlement.letter();
    }
  }

  private record Row(
      RequestStatus status, @Nullable UUID token, String organizationId, String correlationId) {
    boolean isHeldBy(Settlement settlement) {
      return status == RequestStatus.PROCESSING && settlement.lease().token().equals(token);
    }

    /**
     * One's own token on a row in the state that was wanted means that an earlier try was
     * committed.
     */
    Settled after(Settlement settlement) {
      RequestStatus wanted = settlement.outcome().status();
      if (isHeldBy(settlement)) {
        return new Settled(true, wanted);
      }
      return new Settled(status == wanted && settlement.lease().token().equals(token), status);
    }
  }
}
