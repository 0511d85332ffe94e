package dev.millrace.scheduler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days on which clocks are turned. Times are those of the wall, with their offset. */
class ZonedSlotsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # New York leaves out 02:00 to 03:00: what names the hour comes at the gap's end, once
          America/New_York    | 2026-03-08 | 30 2 * * *      | 03:00-04:00
          America/New_York    | 2026-03-08 | */20 2 * * *    | 03:00-04:00
          America/New_York    | 2026-03-08 | */30 1-3 * * *  | 01:00-05:00 01:30-05:00 03:00-04:00 03:30-04:00
          America/New_York    | 2026-03-08 | 0 0,3 * * *     | 00:00-05:00 03:00-04:00
          America/New_York    | 2026-03-08 | 15 30 2 * * *   | 03:00-04:00
          # and repeats 01:00 to 02:00: only the first counts
          America/New_York    | 2026-11-01 | 30 1 * * *      | 01:30-04:00
          America/New_York    | 2026-11-01 | 0 1-3 * * *     | 01:00-04:00 02:00-05:00 03:00-05:00
          America/New_York    | 2026-11-01 | */30 1 * * *    | 01:00-04:00 01:30-04:00
          # London leaves out 01:00 to 02:00
          Europe/London       | 2026-03-29 | 15 1 * * *      | 02:00+01:00
          Europe/London       | 2026-03-29 | 0 2 * * *       | 02:00+01:00
          Europe/London       | 2026-10-25 | 15 1 * * *      | 01:15+01:00
          # Lord Howe turns its clocks by half an hour
          Australia/Lord_Howe | 2026-10-04 | 15 2 * * *      | 02:30+11:00
          Australia/Lord_Howe | 2026-10-04 | 45 2 * * *      | 02:45+11:00
          Australia/Lord_Howe | 2026-04-05 | 45 1 * * *      | 01:45+11:00
          Australia/Lord_Howe | 2026-04-05 | 15 1,2 * * *    | 01:15+11:00 02:15+10:30
          # where there is no such day, every day is alike
          Asia/Kolkata        | 2026-03-08 | 30 2 * * *      | 02:30+05:30
          Asia/Kolkata        | 2026-11-01 | 30 1 * * *      | 01:30+05:30
          # a gap at midnight
          Africa/Cairo        | 2026-04-24 | 0 0 * * *       | 01:00+03:00
          """)
  void whatNamesHoursIsDueAsOftenAsTheCalendarSays(
      String zone, LocalDate day, String expression, String times) {
    assertThat(wall(zone, day, expression)).isEqualTo(List.of(times.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York,    2026-03-08, 23",
    "America/New_York,    2026-11-01, 25",
    "Europe/London,       2026-03-29, 23",
    "Europe/London,       2026-10-25, 25",
    "Asia/Kolkata,        2026-03-08, 24",
    "Australia/Lord_Howe, 2026-06-01, 24",
  })
  void whatIsForEveryHourFollowsTheHoursThatPass(String zone, LocalDate day, int hours) {
    assertThat(wall(zone, day, "30 * * * *")).hasSize(hours);
    assertThat(wall(zone, day, "*/10 * * * *")).hasSize(hours * 6);
  }

  @Test
  void halfAnHourIsLeftOutOrRepeatedOnLordHowe() {
    assertThat(wall("Australia/Lord_Howe", LocalDate.of(2026, 10, 4), "*/15 * * * *"))
        .hasSize(24 * 4 - 2)
        .doesNotContain("02:00+11:00", "02:15+11:00", "02:00+10:30", "02:15+10:30");
    assertThat(wall("Australia/Lord_Howe", LocalDate.of(2026, 4, 5), "*/15 * * * *"))
        .hasSize(24 * 4 + 2)
        .contains("01:45+11:00", "01:45+10:30");
  }

  @Test
  void aDayThatAZoneLeftOutIsMadeUpForByTheNextOne() {
    assertThat(slots("Pacific/Apia", "0 12 * * *", "2011-12-29T10:00:00Z", 3))
        .containsExactly("2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z");
  }

  @Test
  void aLeapDayIsDueInItsZone() {
    assertThat(slots("America/New_York", "0 9 29 2 *", "2026-01-01T00:00:00Z", 2))
        .containsExactly("2028-02-29T14:00:00Z", "2032-02-29T14:00:00Z");
  }

  private static List<String> slots(String zone, String expression, String after, int count) {
    Trigger trigger = new Trigger.Cron(CronExpression.parse(expression), ZoneId.of(zone));
    return Stream.iterate(
            trigger.after(Instant.parse(after)).orElseThrow(),
            slot -> trigger.after(slot).orElseThrow())
        .limit(count)
        .map(Instant::toString)
        .toList();
  }

  private static List<String> wall(String zoneName, LocalDate day, String expression) {
    ZoneId zone = ZoneId.of(zoneName);
    Trigger trigger = new Trigger.Cron(CronExpression.parse(expression), zone);
    Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
    Instant before = day.atStartOfDay(zone).toInstant().minusSeconds(1);
    return Stream.iterate(
            trigger.after(before).orElseThrow(),
            slot -> slot.isBefore(end),
            slot -> trigger.after(slot).orElseThrow())
        .map(slot -> OffsetDateTime.ofInstant(slot, zone))
        .map(slot -> slot.toLocalTime() + slot.getOffset().toString())
        .toList();
  }
}
