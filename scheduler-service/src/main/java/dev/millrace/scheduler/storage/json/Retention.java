package dev.millrace.scheduler.storage.json;

import java.time.Instant;
import java.util.List;

/**
 * What is forgotten, so that memory is bounded: all that is old, and the oldest of what there is
 * too much of. What waits, runs or must be published is kept in any case.
 *
 * @param mostDecisions how many decisions are kept, of each path
 * @param mostCalls how many rows of the audit, and how many idempotency keys
 */
record Retention(int mostDecisions, int mostCalls) {
  static final Retention DEFAULT = new Retention(50_000, 10_000);

  /** Forgets the oldest beyond the bounds. */
  void keepBounds(State state) {
    int tooMany = state.decisions.size() - mostDecisions;
    if (tooMany > 0) {
      state.forgettable.oldest(tooMany).forEach(state::forget);
    }
    excess(state.shadowsByAge, mostDecisions).forEach(each -> state.shadows.remove(each.key()));
    excess(state.callsByAge, mostCalls).forEach(call -> state.calls.remove(call.id().toString()));
    excess(state.keysByAge, mostCalls).forEach(key -> state.keys.remove(key.id()));
  }

  /**
   * Forgets what is older, at most so many of each; answers how many decisions that were, with
   * those of the shadow path.
   */
  static int prune(State state, Instant before, int most) {
    // What is exactly that old is not older.
    Instant last = before.minusNanos(1);
    List<StoredDecision> decisions = state.forgettable.until(last, most);
    decisions.forEach(state::forget);
    state.deleted.until(last, most).stream()
        .filter(schedule -> state.decisionsOf.of(schedule.id().toString()).size() == 0)
        .forEach(schedule -> state.schedules.remove(schedule.id().toString()));
    state.callsByAge.until(last, most).forEach(call -> state.calls.remove(call.id().toString()));
    state.keysByAge.until(last, most).forEach(key -> state.keys.remove(key.id()));
    List<StoredShadow> shadows = state.shadowsByAge.until(last, most);
    shadows.forEach(each -> state.shadows.remove(each.key()));
    return decisions.size() + shadows.size();
  }

  private static <R> List<R> excess(Index<R> rows, int most) {
    return rows.size() > most ? rows.oldest(rows.size() - most) : List.of();
  }
}
