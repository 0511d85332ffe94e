package dev.millrace.scheduler.storage.postgres;

import dev.millrace.command.RunReports;
import dev.millrace.database.Sql;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.Outcome;
import dev.millrace.scheduler.storage.Settlement;
import java.sql.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ends of attempts: of the row, and with it of the run in the ledger, in one transaction. */
record SettlementRepository(Connection connection, RunReports reports) {
  /**
   * A token stays with its row until the next claim. So an outcome that is there already was
   * written by an earlier try, whose commit was not heard of.
   */
  private static final Sql SETTLE =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :tokens, :states, :errors, :pauses, :given) AS
              i (id, token, state, error, pause, given_back)
          ), locked AS (
            SELECT e.id
            FROM schedule_executions e JOIN input i ON e.id = i.id AND e.lease_token = i.token
            WHERE e.id = ANY (:ids) AND e.state = 'running'
            ORDER BY e.id
            FOR UPDATE OF e
          ), written AS (
            UPDATE schedule_executions e
            SET state = i.state,
                attempts = e.attempts - i.given_back,
                next_attempt_at = CASE WHEN i.state = 'waiting' THEN now() + i.pause * interval '1 second' END,
                lease_until = NULL,
                ended_at = CASE WHEN i.state <> 'waiting' THEN now() END,
                error = i.error
            FROM input i
            WHERE e.id = i.id AND e.id = ANY (ARRAY(SELECT id FROM locked))
            RETURNING e.id
          )
          SELECT id, true AS is_new FROM written
          UNION ALL
          SELECT e.id, false
          FROM schedule_executions e JOIN input i ON e.id = i.id AND e.lease_token = i.token
          WHERE e.id = ANY (:ids) AND e.state = i.state AND e.error IS NOT DISTINCT FROM i.error
          """);

  /** Where an outcome leaves a row. */
  private record State(String name, @Nullable String error, Duration pause, int attemptsGivenBack) {
    static State of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Finished() -> new State("finished", null, Duration.ZERO, 0);
        case Outcome.Again(String reason, Duration pause) -> new State("waiting", reason, pause, 0);
        case Outcome.Failed(String reason) -> new State("failed", reason, Duration.ZERO, 0);
        case Outcome.Released() -> new State("waiting", null, Duration.ZERO, 1);
      };
    }

    boolean isEnd() {
      return !name.equals("waiting");
    }
  }

  private record Row(Settlement settlement, State state) {
    static Row of(Settlement settlement) {
      return new Row(settlement, State.of(settlement.outcome()));
    }

    Claimed execution() {
      return settlement.execution();
    }

    UUID id() {
      return execution().lease().id();
    }

    RunReports.End end() {
      return new RunReports.End(execution().key(), execution().organizationId(), state.error());
    }
  }

  /**
   * Writes outcomes of whoever still holds the lease, and answers for each whether it is written:
   * now, or by an earlier try.
   */
  List<Boolean> settle(List<Settlement> settlements) {
    List<Row> rows =
        settlements.stream().map(Row::of).sorted(Comparator.comparing(Row::id)).toList();
    Map<UUID, Boolean> written = update(rows);
    reports.report(
        connection,
        rows.stream()
            .filter(row -> written.getOrDefault(row.id(), false) && row.state().isEnd())
            .map(Row::end)
            .toList());
    return settlements.stream().map(each -> written.containsKey(Row.of(each).id())).toList();
  }

  /** Whether it was written only now, of each that is written. */
  private Map<UUID, Boolean> update(List<Row> rows) {
    List<State> states = rows.stream().map(Row::state).toList();
    Map<UUID, Boolean> written = new HashMap<>();
    SETTLE
        .on(connection)
        .bindArray("ids", "uuid", rows.stream().map(Row::id).toList())
        .bindArray(
            "tokens", "uuid", rows.stream().map(row -> row.execution().lease().token()).toList())
        .bindArray("states", "text", states.stream().map(State::name).toList())
        .bindArray("errors", "text", states.stream().map(State::error).toList())
        .bindArray(
            "pauses", "float8", states.stream().map(state -> Sql.seconds(state.pause())).toList())
        .bindArray("given", "int4", states.stream().map(State::attemptsGivenBack).toList())
        .list(row -> written.put(row.getObject("id", UUID.class), row.getBoolean("is_new")));
    return written;
  }
}
