package dev.millrace.scheduler.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.time.generator.FieldValueGeneratorFactory;
import com.cronutils.parser.CronParser;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cron expression of five or six fields (the first of six is seconds), with names of months and
 * days, {@code L}, {@code W}, {@code #} and {@code ?}, or a nickname such as {@code @daily}. Where
 * both the day of the month and the day of the week are given, either is enough, as cron has it.
 *
 * <p>Parsing and calendar are cron-utils'; what it knows of a day is kept, since it is asked often.
 * Knows nothing of zones. Immutable, and safe for use by many threads.
 */
public final class CronExpression {
  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final int MOST_KEPT = 10_000;
  private static final Map<String, CronExpression> KEPT = new ConcurrentHashMap<>();
  private static final CronParser PARSER = new CronParser(definition());

  private final String text;
  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final MatchingDays days;

  private CronExpression(String text, List<String> fields) {
    Cron cron = PARSER.parse(String.join(" ", fields)).validate();
    this.text = text;
    this.seconds = values(cron, CronFieldName.SECOND, 59);
    this.minutes = values(cron, CronFieldName.MINUTE, 59);
    this.hours = values(cron, CronFieldName.HOUR, 23);
    this.days = MatchingDays.of(PARSER, fields.get(3), fields.get(4), fields.get(5));
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong with it
   */
  public static CronExpression parse(String text) {
    CronExpression kept = KEPT.get(text);
    if (kept != null) {
      return kept;
    }
    CronExpression parsed = new CronExpression(text, fields(text));
    if (KEPT.size() >= MOST_KEPT) {
      KEPT.clear();
    }
    KEPT.put(text, parsed);
    return parsed;
  }

  private static List<String> fields(String text) {
    String expression = text.strip();
    if (expression.startsWith("@")) {
      String meant = NICKNAMES.get(expression);
      if (meant == null) {
        throw new IllegalArgumentException(
            "There is no nickname "
                + expression
                + "; use one of "
                + String.join(", ", NICKNAMES.keySet().stream().sorted().toList()));
      }
      expression = meant;
    }
    String[] fields = expression.replace('?', '*').split("\\s+");
    return switch (fields.length) {
      case 5 -> List.of("0", fields[0], fields[1], fields[2], fields[3], fields[4]);
      case 6 -> List.of(fields);
      default ->
          throw new IllegalArgumentException(
              "A cron expression has five fields, or six with seconds first; this has "
                  + (expression.isEmpty() ? 0 : fields.length));
    };
  }

  /** Whether it is due in every hour of a matching day: then it follows the hours that pass. */
  boolean isForEveryHour() {
    return hours.cardinality() == 24;
  }

  /** How often it is due on a matching day whose clock runs evenly. */
  long timesOfDay() {
    return (long) hours.cardinality() * minutes.cardinality() * seconds.cardinality();
  }

  /** Whether this is the first time of a matching day. */
  boolean isFirstOfDay(LocalDateTime time) {
    return time.toLocalTime().toSecondOfDay() == nextTime(0);
  }

  /** The first due time that is not before a whole second, as a wall clock shows it. */
  Optional<LocalDateTime> nextOrSame(LocalDateTime from) {
    Optional<LocalDate> day = days.nextOrSame(from.toLocalDate());
    if (day.isPresent() && day.get().equals(from.toLocalDate())) {
      int time = nextTime(from.toLocalTime().toSecondOfDay());
      if (time >= 0) {
        return Optional.of(day.get().atStartOfDay().plusSeconds(time));
      }
      day = days.nextOrSame(from.toLocalDate().plusDays(1));
    }
    return day.map(found -> found.atStartOfDay().plusSeconds(nextTime(0)));
  }

  /** The first matching second of a day that is not before this one, or -1. */
  private int nextTime(int second) {
    int hour = second / 3600;
    int minute = second / 60 % 60;
    int foundHour = hours.nextSetBit(hour);
    if (foundHour != hour) {
      return foundHour < 0 ? -1 : time(foundHour, minutes.nextSetBit(0), seconds.nextSetBit(0));
    }
    int foundSecond = seconds.nextSetBit(second % 60);
    int foundMinute = minutes.nextSetBit(minute);
    if (foundMinute == minute && foundSecond >= 0) {
      return time(hour, minute, foundSecond);
    }
    foundMinute = minutes.nextSetBit(minute + 1);
    if (foundMinute >= 0) {
      return time(hour, foundMinute, seconds.nextSetBit(0));
    }
    foundHour = hours.nextSetBit(hour + 1);
    return foundHour < 0 ? -1 : time(foundHour, minutes.nextSetBit(0), seconds.nextSetBit(0));
  }

  private static int time(int hour, int minute, int second) {
    return (hour * 60 + minute) * 60 + second;
  }

  private static BitSet values(Cron cron, CronFieldName field, int highest) {
    BitSet values = new BitSet(highest + 1);
    FieldValueGeneratorFactory.forCronField(cron.retrieveFieldsAsMap().get(field))
        .generateCandidates(0, highest)
        .forEach(values::set);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("Its field of " + field + "s is never met");
    }
    return values;
  }

  private static CronDefinition definition() {
    return CronDefinitionBuilder.defineCron()
        .withSeconds()
        .withStrictRange()
        .and()
        .withMinutes()
        .withStrictRange()
        .and()
        .withHours()
        .withStrictRange()
        .and()
        .withDayOfMonth()
        .withValidRange(1, 31)
        .supportsL()
        .supportsW()
        .supportsLW()
        .and()
        .withMonth()
        .withValidRange(1, 12)
        .withStrictRange()
        .and()
        .withDayOfWeek()
        .withValidRange(0, 7)
        .withMondayDoWValue(1)
        .withIntMapping(7, 0)
        .supportsHash()
        .supportsL()
        .and()
        .instance();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronExpression expression && expression.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text as it was given. */
  @Override
  public String toString() {
    return text;
  }
}
