package dev.millrace.scheduler.schedule;

import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The days on which an expression is due. What the library said of a day is kept. */
final class MatchingDays {
  private static final int MOST_KEPT = 1_000;

  private final List<ExecutionTime> midnights;
  private final Map<LocalDate, Optional<LocalDate>> kept = new ConcurrentHashMap<>();

  private MatchingDays(List<ExecutionTime> midnights) {
    this.midnights = midnights;
  }

  /**
   * Of the fields of days. The library wants both to match; cron wants either, where both are
   * given.
   */
  static MatchingDays of(CronParser parser, String dayOfMonth, String month, String dayOfWeek) {
    Stream<String> fields =
        dayOfMonth.equals("*") || dayOfWeek.equals("*")
            ? Stream.of(dayOfMonth + " " + month + " " + dayOfWeek)
            : Stream.of(dayOfMonth + " " + month + " *", "* " + month + " " + dayOfWeek);
    return new MatchingDays(
        fields.map(each -> ExecutionTime.forCron(parser.parse("0 0 0 " + each))).toList());
  }

  /** The first matching day that is not before this one; empty when there is none. */
  Optional<LocalDate> nextOrSame(LocalDate day) {
    Optional<LocalDate> known = kept.get(day);
    if (known != null) {
      return known;
    }
    ZonedDateTime before = day.atStartOfDay(ZoneOffset.UTC).minusSeconds(1);
    Optional<LocalDate> found =
        midnights.stream()
            .flatMap(each -> each.nextExecution(before).stream())
            .map(ZonedDateTime::toLocalDate)
            .min(LocalDate::compareTo);
    if (kept.size() >= MOST_KEPT) {
      kept.clear();
    }
    kept.put(day, found);
    return found;
  }
}
