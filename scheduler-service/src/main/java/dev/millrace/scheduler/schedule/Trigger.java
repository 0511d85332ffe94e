package dev.millrace.scheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * When a schedule is due. A slot is one of these moments; it is a whole second for a cron
 * expression. Immutable and safe for use by many threads.
 */
public sealed interface Trigger {
  /** The first slot after an instant; empty when none follows. */
  Optional<Instant> after(Instant instant);

  /** How many slots there are after one instant and not after the other. */
  long count(Instant after, Instant until);

  /** The newest slots after one instant and not after the other, at most so many, in order. */
  List<Instant> newest(Instant after, Instant until, int most);

  /** Whenever an expression says so, by the clocks of a zone. */
  record Cron(CronExpression expression, ZoneId zone) implements Trigger {
    @Override
    public Optional<Instant> after(Instant instant) {
      return slots().after(instant);
    }

    @Override
    public long count(Instant after, Instant until) {
      return slots().count(after, until);
    }

    @Override
    public List<Instant> newest(Instant after, Instant until, int most) {
      return slots().newest(after, until, most);
    }

    private ZonedSlots slots() {
      return new ZonedSlots(expression, zone.getRules());
    }
  }

  /**
   * Again and again, with the same time between; clocks and zones do not matter.
   *
   * @param start the first slot
   */
  record Interval(Instant start, Duration every) implements Trigger {
    /** Refuses an interval that does not move on. */
    public Interval {
      if (every.compareTo(Duration.ZERO) <= 0) {
        throw new IllegalArgumentException("An interval must be longer than nothing");
      }
    }

    @Override
    public Optional<Instant> after(Instant instant) {
      return Optional.of(slot(number(instant)));
    }

    @Override
    public long count(Instant after, Instant until) {
      return Math.max(0, number(until) - number(after));
    }

    @Override
    public List<Instant> newest(Instant after, Instant until, int most) {
      long end = number(until);
      long begin = Math.max(number(after), end - most);
      return LongStream.range(begin, end).mapToObj(this::slot).toList();
    }

    private Instant slot(long number) {
      return start.plus(every.multipliedBy(number));
    }

    /** How many slots there are until an instant, itself included. */
    private long number(Instant instant) {
      if (instant.isBefore(start)) {
        return 0;
      }
      Duration past = Duration.between(start, instant);
      // Seconds divide much faster than durations do, and schedules have whole ones.
      return 1
          + (every.toNanosPart() == 0
              ? past.toSeconds() / every.toSeconds()
              : past.dividedBy(every));
    }
  }

  /** Once. */
  record Once(Instant at) implements Trigger {
    @Override
    public Optional<Instant> after(Instant instant) {
      return at.isAfter(instant) ? Optional.of(at) : Optional.empty();
    }

    @Override
    public long count(Instant after, Instant until) {
      return at.isAfter(after) && !at.isAfter(until) ? 1 : 0;
    }

    @Override
    public List<Instant> newest(Instant after, Instant until, int most) {
      return count(after, until) == 1 && most > 0 ? List.of(at) : List.of();
    }
  }
}
