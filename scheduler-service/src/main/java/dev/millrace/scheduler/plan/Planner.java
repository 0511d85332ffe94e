package dev.millrace.scheduler.plan;

import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about every slot of a schedule that has come since the last decision. A pure function: it
 * reads no clock and no table. Its answer is bounded, however many slots there are.
 */
public final class Planner {
  /** A slot that waits is looked at again by the next tick, and not twice by this one. */
  static final Duration RECHECK = Duration.ofSeconds(1);

  private final Schedule schedule;
  private final Trigger trigger;
  private final Instant now;
  private final List<Decision> decisions = new ArrayList<>();
  private boolean isBusy;
  private @Nullable Instant deferred;

  private Planner(Schedule schedule, Instant now, Runs runs) {
    this.schedule = schedule;
    this.trigger = schedule.trigger();
    this.now = now;
    this.isBusy = runs.isRunning() && overlap() != Overlap.ALLOW;
    this.deferred = runs.deferred();
  }

  /** What is to be done with a schedule at this time. */
  public static Plan plan(Schedule schedule, Instant now, Runs runs) {
    return new Planner(schedule, now, runs).plan();
  }

  /**
   * Decides that no slot until now fires, for a reason of its owner's. The next slot is the first
   * after now.
   */
  public static Plan skipUntil(Schedule schedule, Instant now, Reason reason, Runs runs) {
    Planner planner = new Planner(schedule, now, runs);
    schedule
        .nextDue()
        .filter(due -> !due.isAfter(now))
        .ifPresent(due -> planner.skip(due, now, reason));
    return planner.planAfter(now);
  }

  private Plan plan() {
    fireDeferred();
    Optional<Instant> newest = newestDue();
    newest.ifPresent(until -> decide(schedule.nextDue().orElseThrow(), until));
    return newest.map(this::planAfter).orElseGet(() -> plan(schedule.nextDue().orElse(null)));
  }

  private void fireDeferred() {
    if (deferred != null && !isBusy) {
      decisions.add(new Decision.FireDeferred(deferred));
      deferred = null;
      isBusy = overlap() != Overlap.ALLOW;
    }
  }

  /** The newest slot whose time to fire has come, its jitter included. */
  private Optional<Instant> newestDue() {
    Optional<Instant> first =
        schedule.nextDue().filter(slot -> !schedule.fireTime(slot).isAfter(now));
    return first.map(
        slot -> {
          Instant newest = newestBeyondJitter(slot);
          Optional<Instant> next = trigger.after(newest);
          while (next.isPresent() && !schedule.fireTime(next.get()).isAfter(now)) {
            newest = next.get();
            next = trigger.after(newest);
          }
          return newest;
        });
  }

  /** Where no jitter reaches, nothing must be walked. */
  private Instant newestBeyondJitter(Instant first) {
    Instant certain = now.minus(schedule.policies().jitter());
    List<Instant> slots = trigger.newest(first, certain, 1);
    return slots.isEmpty() ? first : slots.getFirst();
  }

  private void decide(Instant from, Instant until) {
    Optional<Instant> inTime = skipTooLate(from, until);
    if (inTime.isEmpty()) {
      return;
    }
    int most = misfire().max();
    Instant before = before(inTime.get());
    List<Instant> newest = trigger.newest(before, until, most + 1);
    if (newest.size() > most) {
      long missed = trigger.count(before, newest.getFirst());
      add(new Decision.Skip(inTime.get(), newest.getFirst(), missed, Reason.MISFIRE));
      newest = newest.subList(1, newest.size());
    }
    // Where rules of a zone have changed since, what was promised is kept all the same.
    (newest.isEmpty() ? List.of(inTime.get()) : newest).forEach(this::fire);
  }

  /** Skips what is too late, and answers the first slot that is not, if there is one. */
  private Optional<Instant> skipTooLate(Instant from, Instant until) {
    Optional<Instant> oldest = misfire().oldest(now).filter(from::isBefore);
    if (oldest.isEmpty()) {
      return Optional.of(from);
    }
    Instant limit = before(oldest.get());
    skip(
        from,
        limit.isBefore(until) ? limit : until,
        misfire().policy() == Misfire.Policy.SKIP ? Reason.MISFIRE : Reason.TOO_LATE);
    return trigger.after(limit).filter(slot -> !slot.isAfter(until));
  }

  private void fire(Instant slot) {
    if (!isBusy) {
      decisions.add(new Decision.Fire(slot));
      isBusy = overlap() != Overlap.ALLOW;
    } else if (overlap() == Overlap.QUEUE && deferred == null) {
      decisions.add(new Decision.Defer(slot));
      deferred = slot;
    } else {
      add(new Decision.Skip(slot, slot, 1, Reason.OVERLAP));
    }
  }

  private void skip(Instant from, Instant until, Reason reason) {
    List<Instant> last = trigger.newest(before(from), until, 1);
    long slots = Math.max(1, trigger.count(before(from), until));
    add(new Decision.Skip(from, last.isEmpty() ? from : last.getFirst(), slots, reason));
  }

  /** Adds a run of skipped slots, to the one before it if that has the same reason. */
  private void add(Decision.Skip skip) {
    if (!decisions.isEmpty()
        && decisions.getLast() instanceof Decision.Skip older
        && older.reason() == skip.reason()) {
      decisions.set(
          decisions.size() - 1,
          new Decision.Skip(
              older.dueAt(), skip.lastDueAt(), older.slots() + skip.slots(), skip.reason()));
    } else {
      decisions.add(skip);
    }
  }

  private Plan planAfter(Instant instant) {
    return plan(trigger.after(instant).orElse(null));
  }

  private Plan plan(@Nullable Instant nextDue) {
    Instant nextFire = nextDue == null ? null : schedule.fireTime(nextDue);
    if (deferred != null) {
      Instant recheck = now.plus(RECHECK);
      nextFire = nextFire == null || recheck.isBefore(nextFire) ? recheck : nextFire;
    }
    return new Plan(decisions, nextDue, nextFire);
  }

  private Misfire misfire() {
    return schedule.policies().misfire();
  }

  private Overlap overlap() {
    return schedule.policies().overlap();
  }

  private static Instant before(Instant instant) {
    return instant.minusNanos(1);
  }
}
