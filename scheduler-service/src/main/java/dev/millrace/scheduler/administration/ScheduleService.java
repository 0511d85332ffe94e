package dev.millrace.scheduler.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.DatabaseException;
import dev.millrace.problem.ProblemException;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Reason;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Schedule.Definition;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Transaction;
import dev.millrace.scheduler.tick.Interventions;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes and changes schedules. Each change locks the row, so that no tick takes it meanwhile, and
 * what has come until then is decided about first.
 */
@Singleton
final class ScheduleService {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ScheduleStorage storage;
  private final Interventions interventions;
  private final SchedulePatch patches;
  private final Payloads payloads;

  ScheduleService(
      ScheduleStorage storage,
      Interventions interventions,
      SchedulePatch patches,
      Payloads payloads) {
    this.storage = storage;
    this.interventions = interventions;
    this.patches = patches;
    this.payloads = payloads;
  }

  /** The id of what a call made, or of what was there already. */
  sealed interface Created {
    UUID id();

    record Fresh(UUID id) implements Created {}

    /** Of the same Idempotency-Key. */
    record Replayed(UUID id) implements Created {}

    /** Of the same dedupe key. */
    record Known(UUID id) implements Created {}
  }

  Created create(Caller caller, byte[] body, @Nullable String key) {
    ObjectNode document = ScheduleDocument.parse(body);
    UUID id = ContentRequestRepository.newId();
    return write(
        unit -> {
          Optional<UUID> earlier =
              key == null
                  ? Optional.empty()
                  : CreationKeys.take(unit.calls(), caller.organizationId(), key, body, id);
          return earlier.isPresent()
              ? new Created.Replayed(earlier.get())
              : insert(unit, caller, id, document);
        });
  }

  private Created insert(Transaction unit, Caller caller, UUID id, ObjectNode document) {
    Instant now = unit.now();
    Definition definition = ScheduleDocument.read(document, now, payloads);
    Instant first = first(definition.trigger(), now);
    Schedule made =
        state(
            new Schedule(
                id,
                caller.organizationId(),
                definition,
                new Schedule.State(ScheduleStatus.ACTIVE, first, first, null, 1),
                new Schedule.Times(now, now, null)),
            ScheduleStatus.ACTIVE,
            first,
            null);
    if (unit.register().insert(made)) {
      return new Created.Fresh(id);
    }
    String dedupeKey = definition.dedupeKey();
    return new Created.Known(
        unit.register()
            .findByKey(caller.organizationId(), dedupeKey == null ? "" : dedupeKey)
            .orElseThrow()
            .id());
  }

  /** One that was to be due before it was made is due at once. */
  private static @Nullable Instant first(Trigger trigger, Instant now) {
    return trigger instanceof Trigger.Once once ? once.at() : trigger.after(now).orElse(null);
  }

  void patch(Caller caller, UUID id, byte[] body) {
    ObjectNode patch = ScheduleDocument.parse(body);
    change(
        caller,
        id,
        "schedule.patch",
        (unit, schedule) -> {
          Instant now = unit.now();
          Definition definition =
              ScheduleDocument.read(patches.apply(schedule, patch), now, payloads);
          checkDedupeKey(unit, schedule, definition);
          return changed(unit, schedule, definition, now);
        });
  }

  private void checkDedupeKey(Transaction unit, Schedule schedule, Definition definition) {
    String key = definition.dedupeKey();
    if (key != null
        && unit.register()
            .findByKey(schedule.organizationId(), key)
            .filter(other -> !other.id().equals(schedule.id()))
            .isPresent()) {
      throw ProblemException.conflict("Another schedule has this dedupe_key; choose another.");
    }
  }

  /** A schedule that is due at other times forgets those that it has missed, on the record. */
  private Schedule changed(
      Transaction unit, Schedule schedule, Definition definition, Instant now) {
    Schedule changed =
        new Schedule(
            schedule.id(),
            schedule.organizationId(),
            definition,
            schedule.state(),
            schedule.times());
    boolean isPaused = schedule.state().status() == ScheduleStatus.PAUSED;
    ScheduleStatus status = isPaused ? ScheduleStatus.PAUSED : ScheduleStatus.ACTIVE;
    if (definition.trigger().equals(schedule.trigger())) {
      return state(
          changed,
          schedule.state().status() == ScheduleStatus.ENDED ? ScheduleStatus.ENDED : status,
          schedule.state().nextDueAt(),
          schedule.state().nextFireAt());
    }
    Plan plan = interventions.skip(unit, schedule, now, Reason.CHANGED);
    boolean hasWaiting =
        plan.nextFireAt() != null
            && (plan.nextDueAt() == null || plan.nextFireAt().isBefore(plan.nextDueAt()));
    return state(
        changed, status, first(definition.trigger(), now), hasWaiting ? plan.nextFireAt() : null);
  }

  void pause(Caller caller, UUID id) {
    change(
        caller,
        id,
        "schedule.pause",
        (unit, schedule) ->
            switch (schedule.state().status()) {
              case PAUSED -> schedule;
              case ACTIVE ->
                  state(schedule, ScheduleStatus.PAUSED, schedule.state().nextDueAt(), null);
              case ENDED, DELETED ->
                  throw ProblemException.conflict(
                      "The schedule has ended; there is nothing to pause.");
            });
  }

  void resume(Caller caller, UUID id) {
    change(
        caller,
        id,
        "schedule.resume",
        (unit, schedule) -> {
          if (schedule.state().status() != ScheduleStatus.PAUSED) {
            return schedule;
          }
          Plan plan = interventions.skip(unit, schedule, unit.now(), Reason.PAUSED);
          return state(schedule, ScheduleStatus.ACTIVE, plan.nextDueAt(), plan.nextFireAt());
        });
  }

  void delete(Caller caller, UUID id) {
    write(
        unit -> {
          if (!unit.register().delete(caller.organizationId(), id)) {
            throw notFound(id);
          }
          unit.calls().audit(caller, "schedule.delete", id, Map.of());
          return id;
        });
  }

  /** Fires it now, and answers when the slot is. */
  Instant run(Caller caller, UUID id) {
    Instant slot =
        orBusy(() -> interventions.run(caller.organizationId(), id))
            .orElseThrow(() -> notFound(id));
    storage.write(
        unit -> {
          unit.calls().audit(caller, "schedule.run", id, Map.of("due_at", slot.toString()));
          return id;
        });
    return slot;
  }

  /** Takes the leases of its runs away, and answers their execution keys. */
  List<String> release(Caller caller, UUID id) {
    return write(
        unit -> {
          if (unit.register().find(caller.organizationId(), id).isEmpty()) {
            throw notFound(id);
          }
          List<String> released = unit.executions().release(caller.organizationId(), id);
          if (released.isEmpty()) {
            throw ProblemException.conflict("No run of the schedule holds a lease.");
          }
          for (String key : released) {
            unit.calls().audit(caller, "schedule.release", id, Map.of("execution_key", key));
          }
          return released;
        });
  }

  static ProblemException notFound(UUID id) {
    return ProblemException.notFound("schedule " + id);
  }

  /** What a call makes of a locked schedule; the same one if there is nothing to do. */
  @FunctionalInterface
  private interface Change {
    Schedule apply(Transaction unit, Schedule schedule);
  }

  private void change(Caller caller, UUID id, String action, Change change) {
    write(
        unit -> {
          Schedule schedule =
              unit.register().lock(caller.organizationId(), id).orElseThrow(() -> notFound(id));
          Schedule changed = change.apply(unit, schedule);
          if (!changed.equals(schedule)) {
            unit.register().update(changed);
            unit.calls().audit(caller, action, id, Map.of());
          }
          return id;
        });
  }

  /**
   * The schedule as it goes on.
   *
   * @param lookAt when a tick must look at it at the latest, whatever its next slot
   */
  private static Schedule state(
      Schedule schedule,
      ScheduleStatus status,
      @Nullable Instant nextDue,
      @Nullable Instant lookAt) {
    Instant fire = nextDue == null ? null : schedule.fireTime(nextDue);
    if (fire == null || (lookAt != null && lookAt.isBefore(fire))) {
      fire = lookAt;
    }
    boolean isActive = status == ScheduleStatus.ACTIVE;
    return new Schedule(
        schedule.id(),
        schedule.organizationId(),
        schedule.definition(),
        new Schedule.State(
            isActive && fire == null ? ScheduleStatus.ENDED : status,
            nextDue,
            isActive ? fire : null,
            schedule.state().lastFiredAt(),
            schedule.state().version()),
        schedule.times());
  }

  private <T> T write(Function<Transaction, T> work) {
    return orBusy(() -> storage.write(work));
  }

  /** A tick, or another call, has locked the row for longer than callers should wait. */
  private static <T> T orBusy(Supplier<T> work) {
    try {
      return work.get();
    } catch (DatabaseException failure) {
      throw failure.isLockTimeout() ? ProblemException.overloaded(RETRY_AFTER) : failure;
    }
  }
}
