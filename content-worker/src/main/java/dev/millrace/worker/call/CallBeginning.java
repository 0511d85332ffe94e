package dev.millrace.worker.call;

import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.providercall.LostCalls;
import dev.millrace.providercall.SubjectTable;
import dev.millrace.worker.call.BudgetRepository.Today;
import dev.millrace.worker.call.SubjectRepository.Held;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes a set of calls down before any of them is dispatched, in one transaction. A call is
 * written only if its caller holds the subject's row by then, by the database's clock; the row is
 * locked meanwhile, so that nobody finds its lease ended without finding the call.
 *
 * <p>Rows are locked in one order: subjects, calls, budgets, limits.
 */
@Singleton
class CallBeginning {
  private final SubjectRepository subjects;
  private final CallRepository calls;
  private final BudgetRepository budgets;
  private final LimitRepository limits;
  private final LostCalls lost;
  private final DispatchConfig config;

  CallBeginning(
      SubjectRepository subjects,
      CallRepository calls,
      BudgetRepository budgets,
      LimitRepository limits,
      LostCalls lost,
      DispatchConfig config) {
    this.subjects = subjects;
    this.calls = calls;
    this.budgets = budgets;
    this.limits = limits;
    this.lost = lost;
    this.config = config;
  }

  /** Decides about each call, and answers in the same order. */
  List<Begun> begin(Connection connection, List<NewCall> wanted) {
    Map<UUID, Held> held = new HashMap<>();
    Map<LostCalls.Step, Integer> unknown = new HashMap<>();
    Map<SubjectTable, List<NewCall>> byTable = new EnumMap<>(SubjectTable.class);
    wanted.forEach(call -> byTable.computeIfAbsent(call.table(), _ -> new ArrayList<>()).add(call));
    byTable.forEach(
        (table, ofTable) -> {
          held.putAll(subjects.lock(connection, table, subjects(ofTable)));
          List<NewCall> mine = ofTable.stream().filter(call -> isHeld(held, call)).toList();
          lost.mark(connection, table, subjects(mine), tokens(mine));
          unknown.putAll(lost.count(connection, table, subjects(mine)));
        });
    List<NewCall> mine = wanted.stream().filter(call -> isHeld(held, call)).toList();
    Decisions decisions = decisions(connection, mine, held, unknown);
    List<Begun> answers = wanted.stream().map(decisions::about).toList();
    write(connection, decisions);
    return answers;
  }

  private Decisions decisions(
      Connection connection,
      List<NewCall> mine,
      Map<UUID, Held> held,
      Map<LostCalls.Step, Integer> unknown) {
    Today today = budgets.today(connection);
    List<NewCall> paid =
        mine.stream().filter(call -> call.source() != NewCall.Source.CACHE).toList();
    return new Decisions(
        held,
        calls.known(connection, mine),
        calls.resumable(
            connection,
            mine.stream().filter(call -> call.source() == NewCall.Source.RESUMABLE_MODEL).toList()),
        unknown,
        config.onUnknown(),
        budgets.open(
            connection, today, paid.stream().map(call -> call.site().organizationId()).toList()),
        limits.open(connection, paid.stream().map(call -> call.model().provider()).toList()),
        today.day());
  }

  private void write(Connection connection, Decisions decisions) {
    calls.insert(connection, decisions.written(), decisions.day());
    calls.resume(connection, decisions.resumed());
    for (SubjectTable table : SubjectTable.values()) {
      subjects.add(connection, table, decisions.used(table));
    }
    budgets.add(connection, decisions.purse().taken());
    limits.write(connection, decisions.buckets());
  }

  private static boolean isHeld(Map<UUID, Held> held, NewCall call) {
    return Optional.ofNullable(held.get(call.subject()))
        .map(row -> row.isBy(call.token()))
        .orElse(false);
  }

  private static List<UUID> subjects(List<NewCall> calls) {
    return calls.stream().map(NewCall::subject).distinct().sorted().toList();
  }

  private static List<UUID> tokens(List<NewCall> calls) {
    return calls.stream().map(NewCall::token).distinct().toList();
  }
}
