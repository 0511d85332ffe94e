package dev.millrace.worker.work;

import dev.millrace.callback.Callbacks;
import dev.millrace.command.RunReports;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
          SELECT r.id, r.status, r.lease_token, r.organization_id, r.correlation_id, %s AS watched
          FROM content_requests r
          WHERE r.id = ANY (:ids)
          ORDER BY r.id
          FOR UPDATE OF r
          """
              .formatted(Callbacks.IS_WATCHED));

  private final Ends ends;
  private final PutBacks putBacks;
  private final RunReports runs;
  private final Callbacks callbacks;

  SettlementRepository(Ends ends, PutBacks putBacks, RunReports runs, Callbacks callbacks) {
    this.ends = ends;
    this.putBacks = putBacks;
    this.runs = runs;
    this.callbacks = callbacks;
  }

  /**
   * What became of a set.
   *
   * @param settled where each row stands, in the order of the set
   * @param callbacks how many deliveries were written, to be made once this is committed
   */
  record Result(List<Settled> settled, int callbacks) {}

  /** Writes a set of outcomes. */
  Result settle(Connection connection, List<Settlement> settlements) {
    Map<UUID, Row> rows = lock(connection, settlements);
    List<Settlement> held =
        settlements.stream()
            .filter(settlement -> isHeld(rows.get(settlement.lease().id()), settlement))
            .toList();
    ends.complete(connection, only(held, Outcome.Completed.class));
    putBacks.write(connection, held.stream().map(PutBack::of).flatMap(List::stream).toList());
    ends.fail(connection, only(held, Outcome.Failed.class));
    runs.report(connection, held.stream().flatMap(each -> end(rows, each)).toList());
    int told = callbacks.ended(connection, watchedEnds(rows, held));
    List<Settled> answers = new ArrayList<>();
    for (Settlement settlement : settlements) {
      Row row = rows.get(settlement.lease().id());
      answers.add(
          row == null ? new Settled(false, RequestStatus.CANCELLED) : row.after(settlement));
    }
    return new Result(answers, told);
  }

  private static List<UUID> watchedEnds(Map<UUID, Row> rows, List<Settlement> held) {
    return held.stream()
        .filter(each -> each.outcome().status().isEnded())
        .map(each -> each.lease().id())
        .filter(id -> isWatched(rows.get(id)))
        .toList();
  }

  private static boolean isWatched(@Nullable Row row) {
    return row != null && row.isWatched;
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
        .bindArray("ids", "uuid", Columns.of(settlements, settlement -> settlement.lease().id()))
        .list(
            row ->
                rows.put(
                    row.getObject("id", UUID.class),
                    new Row(
                        RequestStatus.of(row.getString("status")).orElseThrow(),
                        row.getObject("lease_token", UUID.class),
                        row.getString("organization_id"),
                        row.getString("correlation_id"),
                        row.getBoolean("watched"))));
    return rows;
  }

  private static <T extends Outcome> List<Ended<T>> only(
      List<Settlement> settlements, Class<T> kind) {
    return settlements.stream()
        .filter(settlement -> kind.isInstance(settlement.outcome()))
        .map(settlement -> new Ended<>(settlement, kind.cast(settlement.outcome())))
        .toList();
  }

  private record Row(
      RequestStatus status,
      @Nullable UUID token,
      String organizationId,
      String correlationId,
      boolean isWatched) {
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
