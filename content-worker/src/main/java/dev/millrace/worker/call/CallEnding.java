package dev.millrace.worker.call;

import dev.millrace.providercall.SubjectTable;
import dev.millrace.worker.call.BudgetRepository.Day;
import dev.millrace.worker.call.CallNote.Ended;
import dev.millrace.worker.call.CallRepository.Row;
import dev.millrace.worker.call.SubjectRepository.Used;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Writes what callers have to say about their calls, in one transaction: under which id the
 * provider works, and how each ended. What was reserved for a call gives way to what it took. A
 * call that is not in flight any more, or in another's hands, is left as it is.
 */
@Singleton
class CallEnding {
  private final SubjectRepository subjects;
  private final CallRepository calls;
  private final BudgetRepository budgets;
  private final LimitRepository limits;

  CallEnding(
      SubjectRepository subjects,
      CallRepository calls,
      BudgetRepository budgets,
      LimitRepository limits) {
    this.subjects = subjects;
    this.calls = calls;
    this.budgets = budgets;
    this.limits = limits;
  }

  /** Writes notes, and answers in the same order whether each call now stands as its note says. */
  List<Boolean> write(Connection connection, List<CallNote> notes) {
    Map<SubjectTable, TreeSet<UUID>> ids = new EnumMap<>(SubjectTable.class);
    notes.forEach(
        note ->
            ids.computeIfAbsent(NewCall.table(note.site()), _ -> new TreeSet<>())
                .add(note.site().lease().id()));
    ids.forEach((table, subject) -> subjects.lock(connection, table, subject));
    Map<UUID, Row> rows =
        calls.lock(connection, notes.stream().map(CallNote::call).distinct().toList());

    List<CallNote> mine = notes.stream().filter(note -> isMine(rows, note)).toList();
    calls.order(connection, only(mine, CallNote.Ordered.class));
    List<Ended> ended = only(mine, Ended.class);
    calls.end(connection, ended);
    account(connection, ended, rows);
    return notes.stream().map(note -> isMine(rows, note) || wasWritten(rows, note)).toList();
  }

  private void account(Connection connection, List<Ended> ended, Map<UUID, Row> rows) {
    Map<SubjectTable, Map<UUID, Used>> used = new EnumMap<>(SubjectTable.class);
    Map<Day, BigDecimal> spent = new HashMap<>();
    Map<String, Long> tokens = new HashMap<>();
    for (Ended each : ended) {
      Row row = row(rows, each);
      BigDecimal more = each.cost() == null ? BigDecimal.ZERO : each.cost().subtract(row.cost());
      used.computeIfAbsent(NewCall.table(each.site()), _ -> new HashMap<>())
          .merge(
              each.site().lease().id(),
              new Used(each.inputTokens(), each.outputTokens(), each.images(), more),
              Used::plus);
      spent.merge(new Day(row.organizationId(), row.spentOn()), more, BigDecimal::add);
      if (each.cost() != null) {
        tokens.merge(
            row.provider(),
            row.estimatedTokens() - each.inputTokens() - each.outputTokens(),
            Long::sum);
      }
    }
    used.forEach((table, bySubject) -> subjects.add(connection, table, bySubject));
    budgets.add(connection, spent);
    limits.giveBack(connection, tokens);
  }

  private static boolean isMine(Map<UUID, Row> rows, CallNote note) {
    Row row = rows.get(note.call());
    return row != null && row.isInFlight() && row.token().equals(note.site().lease().token());
  }

  /** An earlier try of this transaction may have been committed. */
  private static boolean wasWritten(Map<UUID, Row> rows, CallNote note) {
    Row row = rows.get(note.call());
    return row != null
        && row.token().equals(note.site().lease().token())
        && switch (note) {
          case CallNote.Ordered ordered -> ordered.externalId().equals(row.externalId());
          case Ended ended -> ended.state().wireName().equals(row.state());
        };
  }

  private static Row row(Map<UUID, Row> rows, Ended ended) {
    Row row = rows.get(ended.call());
    if (row == null) {
      throw new IllegalStateException("A call that is in flight has a row");
    }
    return row;
  }

  private static <T extends CallNote> List<T> only(List<CallNote> notes, Class<T> kind) {
    List<T> found = new ArrayList<>();
    notes.stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
    return found;
  }
}
