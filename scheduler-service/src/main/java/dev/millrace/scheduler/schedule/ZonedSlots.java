package dev.millrace.scheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a cron expression where clocks are turned.
 *
 * <ul>
 *   <li>An expression for every hour follows the hours that pass: its times that a gap leaves out
 *       do not come, and those that an overlap repeats come twice.
 *   <li>One that names hours is due as often as its calendar says: a time that a gap leaves out
 *       comes at the gap's end (several of one gap come once), and of a time that an overlap
 *       repeats only the first counts.
 * </ul>
 */
record ZonedSlots(CronExpression cron, ZoneRules rules) {
  /** The first slot after an instant. */
  Optional<Instant> after(Instant instant) {
    Instant from = instant.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    while (true) {
      ZoneOffset offset = rules.getOffset(from);
      LocalDateTime local = LocalDateTime.ofInstant(from, offset);
      ZoneOffsetTransition before = cron.isForEveryHour() ? null : transitionUntil(from);
      if (before != null && before.getInstant().equals(from) && isMissedIn(before)) {
        return Optional.of(from);
      }
      Optional<LocalDateTime> slot = cron.nextOrSame(unrepeated(local, before));
      if (slot.isEmpty()) {
        return Optional.empty();
      }
      Instant candidate = slot.get().toInstant(offset);
      ZoneOffsetTransition next = rules.nextTransition(from);
      if (next == null || candidate.isBefore(next.getInstant())) {
        return Optional.of(candidate);
      }
      from = next.getInstant();
    }
  }

  /** How many slots there are after one instant and not after the other: by days, where it can. */
  long count(Instant after, Instant until) {
    long count = 0;
    Instant cursor = after;
    Optional<Instant> slot = after(cursor);
    while (slot.isPresent() && !slot.get().isAfter(until)) {
      Instant wholeDay = endOfWholeDay(slot.get());
      if (wholeDay != null && !wholeDay.isAfter(until)) {
        count += cron.timesOfDay();
        cursor = wholeDay.minusSeconds(1);
      } else {
        count++;
        cursor = slot.get();
      }
      slot = after(cursor);
    }
    return count;
  }

  /** The newest slots after one instant and not after the other, in order. */
  List<Instant> newest(Instant after, Instant until, int most) {
    Duration window = Duration.ofMinutes(1);
    while (true) {
      Instant from = until.minus(window);
      boolean isWhole = !from.isAfter(after);
      List<Instant> found = last(isWhole ? after : from, until, most);
      if (isWhole || found.size() == most) {
        return found;
      }
      window = window.multipliedBy(4);
    }
  }

  private List<Instant> last(Instant after, Instant until, int most) {
    Deque<Instant> last = new ArrayDeque<>();
    Optional<Instant> slot = after(after);
    while (slot.isPresent() && !slot.get().isAfter(until)) {
      last.addLast(slot.get());
      if (last.size() > most) {
        last.removeFirst();
      }
      slot = after(slot.get());
    }
    return List.copyOf(last);
  }

  /** The end of the day that begins with this slot, if no clock is turned before it. */
  private @Nullable Instant endOfWholeDay(Instant slot) {
    ZoneOffset offset = rules.getOffset(slot);
    LocalDateTime local = LocalDateTime.ofInstant(slot, offset);
    if (!cron.isFirstOfDay(local)) {
      return null;
    }
    Instant end = local.toLocalDate().plusDays(1).atStartOfDay().toInstant(offset);
    ZoneOffsetTransition next = rules.nextTransition(slot);
    return next == null || next.getInstant().isAfter(end) ? end : null;
  }

  private @Nullable ZoneOffsetTransition transitionUntil(Instant instant) {
    return rules.previousTransition(instant.plusSeconds(1));
  }

  private boolean isMissedIn(ZoneOffsetTransition transition) {
    return transition.isGap()
        && cron.nextOrSame(transition.getDateTimeBefore())
            .filter(slot -> slot.isBefore(transition.getDateTimeAfter()))
            .isPresent();
  }

  /** The wall clock's time, or the end of what it shows for the second time. */
  private static LocalDateTime unrepeated(
      LocalDateTime local, @Nullable ZoneOffsetTransition before) {
    return before != null && before.isOverlap() && local.isBefore(before.getDateTimeBefore())
        ? before.getDateTimeBefore()
        : local;
  }
}
