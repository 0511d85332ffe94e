package dev.millrace.worker.call;

import dev.millrace.database.Sql;
import dev.millrace.providercall.LostCalls;
import dev.millrace.worker.call.CallNote.Ended;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code provider_calls}. */
@Singleton
class CallRepository {
  private static final Sql KNOWN = Sql.of("SELECT id FROM provider_calls WHERE id = ANY (:ids)");

  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO provider_calls
            (id, organization_id, subject_kind, subject_id, lease_token, step, attempt, provider, model, kind,
             prompt_version, work_hash, state, cached, estimated_tokens, estimated_cost, cost, spent_on, latency_ms,
             ended_at)
          SELECT i.id, i.organization, i.subject_kind, i.subject, i.token, i.step, i.attempt, i.provider, i.model,
                 i.kind, i.prompt_version, i.work_hash, CASE WHEN i.cached THEN 'succeeded' ELSE 'dispatched' END,
                 i.cached, i.tokens, i.cost, i.cost, :day::date, CASE WHEN i.cached THEN 0 END,
                 CASE WHEN i.cached THEN now() END
          FROM unnest(:ids, :organizations, :kindsOfSubjects, :subjects, :tokens, :steps, :attempts, :providers,
                      :models, :kinds, :promptVersions, :workHashes, :cached, :estimatedTokens, :costs)
            AS i (id, organization, subject_kind, subject, token, step, attempt, provider, model, kind,
                  prompt_version, work_hash, cached, tokens, cost)
          """);

  /**
   * What an earlier holder, or an earlier attempt, ordered under the same work and never got. One's
   * own token means that an earlier try of this transaction was committed.
   */
  private static final Sql RESUMABLE =
      Sql.of(
          """
          SELECT DISTINCT ON (i.asked) i.asked, c.id, c.external_id, c.state
          FROM unnest(:asked, :subjects, :steps, :workHashes, :tokens) AS i (asked, subject, step, work_hash, token)
          JOIN provider_calls c ON c.subject_id = i.subject AND c.step = i.step AND c.work_hash = i.work_hash
          WHERE c.subject_id = ANY (:subjects) AND c.external_id IS NOT NULL
            AND ((c.state = 'unknown' AND c.resumptions < :mostResumptions)
                 OR (c.state = 'dispatched' AND c.lease_token = i.token AND c.resumptions > 0))
          ORDER BY i.asked, c.dispatched_at DESC
          """);

  private static final Sql RESUME =
      Sql.of(
          """
          UPDATE provider_calls c
          SET state = 'dispatched', lease_token = i.token, attempt = i.attempt, resumptions = resumptions + 1,
              error_class = NULL, error_message = NULL, latency_ms = NULL, ended_at = NULL, acknowledged_at = NULL
          FROM unnest(:ids, :tokens, :attempts) AS i (id, token, attempt)
          WHERE c.id = i.id AND c.id = ANY (:ids) AND c.state = 'unknown'
          """);

  private static final Sql LOCK =
      Sql.of(
          """
          SELECT id, organization_id, provider, state, lease_token, external_id, estimated_tokens, cost, spent_on
          FROM provider_calls
          WHERE id = ANY (:ids)
          ORDER BY id
          FOR UPDATE
          """);

  private static final Sql ORDER =
      Sql.of(
          """
          UPDATE provider_calls c
          SET external_id = i.external_id
          FROM unnest(:ids, :externalIds) AS i (id, external_id)
          WHERE c.id = i.id AND c.id = ANY (:ids) AND c.state = 'dispatched'
          """);

  private static final Sql END =
      Sql.of(
          """
          UPDATE provider_calls c
          SET state = i.state,
              error_class = i.error_class,
              error_message = i.error_message,
              input_tokens = i.input_tokens,
              output_tokens = i.output_tokens,
              images = i.images,
              cost = coalesce(i.cost, c.estimated_cost),
              latency_ms = i.latency,
              ended_at = now()
          FROM unnest(:ids, :states, :errorClasses, :errorMessages, :inputTokens, :outputTokens, :images, :costs,
                      :latencies)
            AS i (id, state, error_class, error_message, input_tokens, output_tokens, images, cost, latency)
          WHERE c.id = i.id AND c.id = ANY (:ids) AND c.state = 'dispatched'
          """);

  private static final Sql PRUNE =
      Sql.of(
          """
          DELETE FROM provider_calls
          WHERE id IN (
            SELECT id FROM provider_calls
            WHERE dispatched_at < now() - :retention * interval '1 second' AND state <> 'dispatched'
            ORDER BY dispatched_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED)
          """);

  /** An order that can be asked for again. */
  record Resumption(UUID call, String externalId) {}

  /** A call that is locked. */
  record Row(
      String organizationId,
      String provider,
      String state,
      UUID token,
      @Nullable String externalId,
      long estimatedTokens,
      BigDecimal cost,
      LocalDate spentOn) {
    boolean isInFlight() {
      return state.equals("dispatched");
    }
  }

  /** Which of these an earlier try of the same transaction has written. */
  Set<UUID> known(Connection connection, List<NewCall> calls) {
    return new HashSet<>(
        KNOWN
            .on(connection)
            .bindArray("ids", "uuid", of(calls, NewCall::id))
            .list(row -> row.getObject("id", UUID.class)));
  }

  /** Writes calls down: in flight, or there already. */
  void insert(Connection connection, List<NewCall> calls, LocalDate day) {
    if (calls.isEmpty()) {
      return;
    }
    INSERT
        .on(connection)
        .bindArray("ids", "uuid", of(calls, NewCall::id))
        .bindArray("organizations", "text", of(calls, call -> call.site().organizationId()))
        .bindArray("kindsOfSubjects", "text", of(calls, call -> call.table().wireName()))
        .bindArray("subjects", "uuid", of(calls, NewCall::subject))
        .bindArray("tokens", "uuid", of(calls, NewCall::token))
        .bindArray("steps", "text", of(calls, call -> call.site().step()))
        .bindArray("attempts", "int4", of(calls, call -> call.site().attempt()))
        .bindArray("providers", "text", of(calls, call -> call.model().provider()))
        .bindArray("models", "text", of(calls, call -> call.model().model()))
        .bindArray("kinds", "text", of(calls, NewCall::kind))
        .bindArray("promptVersions", "text", of(calls, NewCall::promptVersion))
        .bindArray("workHashes", "bytea", of(calls, call -> call.work().bytes()))
        .bindArray("cached", "bool", of(calls, call -> call.source() == NewCall.Source.CACHE))
        .bindArray("estimatedTokens", "int8", of(calls, call -> call.estimate().tokens()))
        .bindArray("costs", "numeric", of(calls, call -> call.estimate().cost()))
        .bind("day", day.toString())
        .update();
  }

  /** What was ordered before, by the id of the call that would order it again. */
  Map<UUID, Resumption> resumable(Connection connection, List<NewCall> calls) {
    Map<UUID, Resumption> found = new HashMap<>();
    if (!calls.isEmpty()) {
      RESUMABLE
          .on(connection)
          .bindArray("asked", "uuid", of(calls, NewCall::id))
          .bindArray("subjects", "uuid", of(calls, NewCall::subject))
          .bindArray("steps", "text", of(calls, call -> call.site().step()))
          .bindArray("workHashes", "bytea", of(calls, call -> call.work().bytes()))
          .bindArray("tokens", "uuid", of(calls, NewCall::token))
          .bind("mostResumptions", LostCalls.MOST_RESUMPTIONS)
          .list(
              row ->
                  found.put(
                      row.getObject("asked", UUID.class),
                      new Resumption(
                          row.getObject("id", UUID.class), row.getString("external_id"))));
    }
    return found;
  }

  /** Puts calls of an unknown outcome in flight again, each for another caller. */
  void resume(Connection connection, Map<UUID, NewCall> callers) {
    if (callers.isEmpty()) {
      return;
    }
    List<UUID> ids = callers.keySet().stream().sorted().toList();
    List<NewCall> calls = ids.stream().map(callers::get).toList();
    RESUME
        .on(connection)
        .bindArray("ids", "uuid", ids)
        .bindArray("tokens", "uuid", of(calls, NewCall::token))
        .bindArray("attempts", "int4", of(calls, call -> call.site().attempt()))
        .update();
  }

  /** Locks calls in the order of their ids. */
  Map<UUID, Row> lock(Connection connection, Collection<UUID> ids) {
    Map<UUID, Row> rows = new HashMap<>();
    LOCK.on(connection)
        .bindArray("ids", "uuid", ids)
        .list(
            row ->
                rows.put(
                    row.getObject("id", UUID.class),
                    new Row(
                        row.getString("organization_id"),
                        row.getString("provider"),
                        row.getString("state"),
                        row.getObject("lease_token", UUID.class),
                        row.getString("external_id"),
                        row.getLong("estimated_tokens"),
                        row.getBigDecimal("cost"),
                        row.getObject("spent_on", LocalDate.class))));
    return rows;
  }

  /** Notes under which ids the providers work. */
  void order(Connection connection, List<CallNote.Ordered> orders) {
    if (!orders.isEmpty()) {
      ORDER
          .on(connection)
          .bindArray("ids", "uuid", of(orders, CallNote.Ordered::call))
          .bindArray("externalIds", "text", of(orders, CallNote.Ordered::externalId))
          .update();
    }
  }

  /** Ends calls in flight. */
  void end(Connection connection, List<Ended> ended) {
    if (ended.isEmpty()) {
      return;
    }
    END.on(connection)
        .bindArray("ids", "uuid", of(ended, Ended::call))
        .bindArray("states", "text", of(ended, each -> each.state().wireName()))
        .bindArray("errorClasses", "text", nullable(ended, CallRepository::errorClass))
        .bindArray("errorMessages", "text", nullable(ended, Ended::message))
        .bindArray("inputTokens", "int8", of(ended, Ended::inputTokens))
        .bindArray("outputTokens", "int8", of(ended, Ended::outputTokens))
        .bindArray("images", "int4", of(ended, Ended::images))
        .bindArray("costs", "numeric", nullable(ended, Ended::cost))
        .bindArray("latencies", "int8", of(ended, each -> each.latency().toMillis()))
        .update();
  }

  /** Forgets calls that are older than that, the oldest first. */
  int prune(Connection connection, Duration retention, int most) {
    return PRUNE
        .on(connection)
        .bind("retention", Sql.seconds(retention))
        .bind("most", most)
        .update();
  }

  private static @Nullable String errorClass(Ended ended) {
    return ended.failure() == null ? null : ended.failure().wireName();
  }

  private static <T, R> List<R> of(List<T> items, Function<T, R> field) {
    return items.stream().map(field).toList();
  }

  private static <T, R> List<@Nullable R> nullable(List<T> items, Function<T, @Nullable R> field) {
    List<@Nullable R> values = new ArrayList<>(items.size());
    items.forEach(item -> values.add(field.apply(item)));
    return values;
  }
}
