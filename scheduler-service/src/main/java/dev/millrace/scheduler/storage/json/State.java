package dev.millrace.scheduler.storage.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.database.DatabaseException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All rows, and the orders in which they are looked for. Guarded by the lock of {@link JsonFiles}.
 */
final class State {
  /** Schedules that a tick must look at. */
  final Index<StoredSchedule> due = new Index<>(schedule -> schedule.state().nextFireAt());

  final Groups<StoredSchedule> schedulesOf =
      new Groups<>(
          schedule ->
              schedule.state().status().equals("deleted") ? null : schedule.organizationId(),
          schedule -> schedule.state().createdAt());
  final Groups<StoredSchedule> dedupeKeys =
      new Groups<>(
          schedule ->
              schedule.definition().dedupeKey() == null
                  ? null
                  : dedupeKey(schedule.organizationId(), schedule.definition().dedupeKey()),
          schedule -> schedule.state().createdAt());
  final Index<StoredSchedule> deleted = new Index<>(schedule -> schedule.state().deletedAt());

  final Groups<StoredDecision> decisionsOf =
      new Groups<>(decision -> decision.scheduleId().toString(), StoredDecision::dueAt);

  /** Those that overlap policies ask about. */
  final Groups<StoredDecision> openOf =
      new Groups<>(
          decision -> decision.matters() ? decision.scheduleId().toString() : null,
          StoredDecision::dueAt);

  final Index<StoredDecision> running = new Index<>(StoredDecision::runUntil);
  final Index<StoredDecision> unpublished = new Index<>(StoredDecision::nextPublishAt);
  final Index<StoredDecision> forgettable = new Index<>(StoredDecision::forgettableSince);

  final Groups<StoredExecution> runningOf =
      new Groups<>(StoredExecution::runningOf, StoredExecution::leaseUntil);
  final Index<StoredExecution> waiting = new Index<>(StoredExecution::nextAttemptAt);
  final Index<StoredExecution> leased = new Index<>(StoredExecution::leaseUntil);

  /** Content requests that are no rows yet. */
  final Index<StoredRequest> undelivered = new Index<>(StoredRequest::firedAt);

  final Index<StoredKey> keysByAge = new Index<>(StoredKey::createdAt);
  final Index<StoredCall> callsByAge = new Index<>(StoredCall::createdAt);

  /** Cursors that a shadow tick must look at. */
  final Index<StoredCursor> dueCursors = new Index<>(StoredCursor::nextFireAt);

  final Groups<StoredShadow> shadowsOf =
      new Groups<>(shadow -> shadow.scheduleId().toString(), StoredShadow::dueAt);
  final Groups<StoredShadow> waitingShadowsOf =
      new Groups<>(
          shadow -> shadow.waits() ? shadow.scheduleId().toString() : null, StoredShadow::dueAt);
  final Index<StoredShadow> shadowsByAge = new Index<>(StoredShadow::decidedAt);

  final Table<StoredSchedule> schedules =
      new Table<>(
          "schedules",
          StoredSchedule.class,
          schedule -> schedule.id().toString(),
          List.of(due, schedulesOf, dedupeKeys, deleted));
  final Table<StoredDecision> decisions =
      new Table<>(
          "schedule_decisions",
          StoredDecision.class,
          StoredDecision::key,
          List.of(decisionsOf, openOf, running, unpublished, forgettable));
  final Table<StoredExecution> executions =
      new Table<>(
          "schedule_executions",
          StoredExecution.class,
          StoredExecution::executionKey,
          List.of(runningOf, waiting, leased));
  final Table<StoredRequest> requests =
      new Table<>(
          "undelivered_requests",
          StoredRequest.class,
          StoredRequest::executionKey,
          List.of(undelivered));
  final Table<StoredKey> keys =
      new Table<>("idempotency_keys", StoredKey.class, StoredKey::id, List.of(keysByAge));
  final Table<StoredCall> calls =
      new Table<>("audit_log", StoredCall.class, call -> call.id().toString(), List.of(callsByAge));

  final Table<StoredCursor> cursors =
      new Table<>("shadow_cursors", StoredCursor.class, StoredCursor::key, List.of(dueCursors));
  final Table<StoredShadow> shadows =
      new Table<>(
          "shadow_decisions",
          StoredShadow.class,
          StoredShadow::key,
          List.of(shadowsOf, waitingShadowsOf, shadowsByAge));

  static String dedupeKey(String organizationId, String key) {
    return organizationId + " " + key;
  }

  List<Table<?>> tables() {
    return List.of(schedules, decisions, executions, requests, keys, calls, cursors, shadows);
  }

  /** The schedule of an id, if an organization sees it. */
  Optional<StoredSchedule> schedule(String organizationId, String id) {
    return schedules.find(id).filter(schedule -> schedule.belongsTo(organizationId));
  }

  /** Removes a decision, and what hangs on it. */
  void forget(StoredDecision decision) {
    decisions.remove(decision.key());
    if (executions.has(decision.key())) {
      executions.remove(decision.key());
    }
  }

  boolean isChanged() {
    return tables().stream().anyMatch(Table::isChanged);
  }

  /** What was changed since the last commit. */
  ArrayNode changes() {
    ArrayNode changes = JsonRows.object().putArray("changes");
    tables().forEach(table -> changes.addAll(table.changes()));
    return changes;
  }

  void accept() {
    tables().forEach(Table::accept);
  }

  void undo() {
    tables().forEach(Table::undo);
  }

  /**
   * Makes a change that was read from a file.
   *
   * @throws DamagedFile when it is none
   */
  void apply(Path file, JsonNode change) {
    String name = Table.tableOf(change);
    try {
      tables().stream()
          .filter(table -> table.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no table " + name))
          .apply(change);
    } catch (IllegalArgumentException | DatabaseException unreadable) {
      throw new DamagedFile(file, "(" + unreadable.getMessage() + ")", unreadable);
    }
  }

  /**
   * Whoever ran something is gone, and its leases have ended. Whether it has published what it was
   * about to, nobody knows: that is due at once.
   */
  void takeOver(Instant now) {
    unpublished.oldest(Integer.MAX_VALUE).stream()
        .filter(StoredDecision::isSentFirst)
        .forEach(each -> decisions.put(each.unsent(now)));
    leased.oldest(Integer.MAX_VALUE).forEach(each -> executions.put(each.renewed(now)));
    accept();
  }
}
