package dev.millrace.worker.catalog;

import static java.util.stream.Collectors.toMap;

import dev.millrace.catalog.ApplyGate;
import dev.millrace.catalog.Edit;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.Journal;
import dev.millrace.catalog.Operation;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ends of work on jobs: the fence, the gate, the changes with their journal, and the rows, all
 * in the transaction that it is given.
 */
@Singleton
final class SettlementRepository {
  private static final Sql LOCK =
      Sql.of(
          """
          SELECT j.id
          FROM catalog_jobs j JOIN unnest(:ids, :tokens) AS i (id, token) ON j.id = i.id AND j.lease_token = i.token
          WHERE j.id = ANY (:ids) AND j.status = 'running'
          ORDER BY j.id
          FOR UPDATE OF j
          """);

  /**
   * One's own token on a row that does not run means that this try, or an earlier, was committed.
   */
  private static final Sql STANDING =
      Sql.of(
          """
          SELECT j.id, j.status, j.result
          FROM catalog_jobs j JOIN unnest(:ids, :tokens) AS i (id, token) ON j.id = i.id AND j.lease_token = i.token
          WHERE j.id = ANY (:ids) AND j.status <> 'running'
          """);

  private static final Sql SETTLE =
      Sql.of(
          """
          UPDATE catalog_jobs j
          SET status = i.status,
              result = i.result,
              attempts = j.attempts - i.refund,
              replans = j.replans + i.replan,
              not_before = CASE WHEN i.status = 'queued' THEN now() + i.pause * interval '1 second' ELSE j.not_before END,
              blocked_reason = i.blocked_reason,
              planned_version = coalesce(i.version, j.planned_version),
              plan = coalesce(i.plan::jsonb, j.plan),
              change_id = i.change_id,
              error_class = i.error_class,
              error_message = i.error_message,
              cost = j.cost + i.cost,
              lease_until = NULL,
              ended_at = CASE WHEN i.status IN ('completed', 'failed') THEN now() END,
              updated_at = now()
          FROM unnest(:ids, :tokens, :statuses, :results, :refunds, :replans, :pauses, :blockedReasons, :versions, :plans,
                      :changes, :errorClasses, :errorMessages, :costs)
            AS i (id, token, status, result, refund, replan, pause, blocked_reason, version, plan, change_id, error_class,
                  error_message, cost)
          WHERE j.id = i.id AND j.lease_token = i.token AND j.id = ANY (:ids) AND j.status = 'running'
          RETURNING j.id
          """);

  private static final Sql UNLOCK = Sql.of("DELETE FROM catalog_locks WHERE job_id = ANY (:ids)");

  private final Journal journal;
  private final ApplyGate gate;

  SettlementRepository(Journal journal, ApplyGate gate) {
    this.journal = journal;
    this.gate = gate;
  }

  /** Writes a set of outcomes; answers in the same order where each job stands. */
  List<Standing> settle(Connection connection, List<Settlement> settlements) {
    List<Settlement> sorted =
        settlements.stream().sorted(Comparator.comparing(SettlementRepository::id)).toList();
    // Rows are locked before what goes with them is written; a plan is nothing but its row.
    List<Settlement> changing = sorted.stream().filter(SettlementRepository::isApply).toList();
    Set<UUID> held = changing.isEmpty() ? Set.of() : ids(LOCK, connection, changing);
    List<Settlement> mine =
        sorted.stream().filter(each -> !isApply(each) || held.contains(id(each))).toList();
    Map<UUID, Standing> standings = new HashMap<>(settleHeld(connection, mine));
    List<Settlement> others =
        sorted.stream().filter(each -> !standings.containsKey(id(each))).toList();
    if (!others.isEmpty()) {
      standings.putAll(standing(connection, others));
    }
    return settlements.stream()
        .map(each -> standings.getOrDefault(id(each), Standing.LOST))
        .toList();
  }

  private Map<UUID, Standing> settleHeld(Connection connection, List<Settlement> mine) {
    if (mine.isEmpty()) {
      return Map.of();
    }
    List<SettledRow> rows = rows(connection, mine);
    Set<UUID> settled = write(connection, mine, rows);
    if (mine.stream().anyMatch(SettlementRepository::isApply)) {
      UNLOCK.on(connection).bindArray("ids", "uuid", each(rows, SettledRow::id)).update();
    }
    return rows.stream()
        .filter(row -> settled.contains(row.id()))
        .collect(toMap(SettledRow::id, SettledRow::standing));
  }

  private List<SettledRow> rows(Connection connection, List<Settlement> mine) {
    Map<UUID, Edit> edits = new HashMap<>();
    for (Settlement each : mine) {
      if (isApply(each) && each.outcome() instanceof JobOutcome.Planned planned) {
        edits.put(id(each), edit(each, planned));
      }
    }
    Optional<String> closed = edits.isEmpty() ? Optional.empty() : gate.closedBecause(connection);
    Set<UUID> made =
        closed.isPresent() ? Set.of() : journal.write(connection, List.copyOf(edits.values()));
    return mine.stream()
        .map(each -> SettledRow.of(each, closed.orElse(null), edits.get(id(each)), made))
        .toList();
  }

  private static Edit edit(Settlement settlement, JobOutcome.Planned planned) {
    ClaimedJob job = settlement.job();
    UUID exercise = job.exerciseId() == null ? ContentRequestRepository.newId() : job.exerciseId();
    Operation operation = planned.version() == null ? Operation.ADD : Operation.UPDATE;
    return new Edit(
        Edit.newId(),
        exercise,
        planned.version(),
        planned.after(),
        new Edit.Cause(
            operation,
            job.filedBy(),
            planned.plan().document(job.finding()),
            job.lease().id(),
            settlement.run(),
            null));
  }

  private static Set<UUID> write(
      Connection connection, List<Settlement> mine, List<SettledRow> rows) {
    return new HashSet<>(
        bound(SETTLE, connection, mine)
            .bindArray("statuses", "text", each(rows, row -> row.status().wireName()))
            .bindArray("results", "text", each(rows, SettledRow::result))
            .bindArray("refunds", "int4", each(rows, row -> row.isCharged() ? 0 : 1))
            .bindArray(
                "replans", "int4", each(rows, row -> row.standing() == Standing.REPLANNED ? 1 : 0))
            .bindArray("pauses", "float8", each(rows, row -> Sql.seconds(row.pause())))
            .bindArray("blockedReasons", "text", each(rows, SettledRow::blockedReason))
            .bindArray("versions", "int4", each(rows, SettledRow::version))
            .bindArray("plans", "text", each(rows, SettledRow::plan))
            .bindArray("changes", "uuid", each(rows, SettledRow::change))
            .bindArray("errorClasses", "text", each(rows, SettledRow::errorClass))
            .bindArray("errorMessages", "text", each(rows, SettledRow::errorMessage))
            .bindArray("costs", "numeric", each(rows, SettledRow::cost))
            .list(row -> row.getObject("id", UUID.class)));
  }

  private static Set<UUID> ids(Sql sql, Connection connection, List<Settlement> settlements) {
    return new HashSet<>(
        bound(sql, connection, settlements).list(row -> row.getObject("id", UUID.class)));
  }

  private static Map<UUID, Standing> standing(Connection connection, List<Settlement> settlements) {
    Map<UUID, Standing> standings = new HashMap<>();
    bound(STANDING, connection, settlements)
        .list(
            row ->
                standings.put(
                    row.getObject("id", UUID.class),
                    SettledRow.standing(row.getString("status"), row.getString("result"))));
    return standings;
  }

  private static Sql.Call bound(Sql sql, Connection connection, List<Settlement> settlements) {
    return sql.on(connection)
        .bindArray("ids", "uuid", each(settlements, SettlementRepository::id))
        .bindArray("tokens", "uuid", each(settlements, each -> each.job().lease().token()));
  }

  private static boolean isApply(Settlement settlement) {
    return settlement.job().mode() == JobMode.APPLY;
  }

  private static UUID id(Settlement settlement) {
    return settlement.job().lease().id();
  }

  private static <R, T> List<@Nullable T> each(List<R> rows, Function<R, @Nullable T> field) {
    List<@Nullable T> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(field.apply(row)));
    return values;
  }
}
