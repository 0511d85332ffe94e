package dev.millrace.scheduler.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {
  /** A Monday. */
  private static final LocalDateTime START = LocalDateTime.of(2026, 11, 23, 23, 30);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * * *             | 2026-11-23T23:30, 2026-11-23T23:31, 2026-11-23T23:32
          */15 9-17 * * MON-FRI | 2026-11-24T09:00, 2026-11-24T09:15, 2026-11-24T09:30
          5/20 * * * *          | 2026-11-23T23:45, 2026-11-24T00:05, 2026-11-24T00:25
          1,2,3-5/2 * * * *     | 2026-11-24T00:01, 2026-11-24T00:02, 2026-11-24T00:03
          */20 * * * * *        | 2026-11-23T23:30, 2026-11-23T23:30:20, 2026-11-23T23:30:40
          30 0 12 * * *         | 2026-11-24T12:00:30, 2026-11-25T12:00:30, 2026-11-26T12:00:30
          @hourly               | 2026-11-24T00:00, 2026-11-24T01:00, 2026-11-24T02:00
          @daily                | 2026-11-24T00:00, 2026-11-25T00:00, 2026-11-26T00:00
          @midnight             | 2026-11-24T00:00, 2026-11-25T00:00, 2026-11-26T00:00
          @weekly               | 2026-11-29T00:00, 2026-12-06T00:00, 2026-12-13T00:00
          @monthly              | 2026-12-01T00:00, 2027-01-01T00:00, 2027-02-01T00:00
          @yearly               | 2027-01-01T00:00, 2028-01-01T00:00, 2029-01-01T00:00
          0 0 * * 0             | 2026-11-29T00:00, 2026-12-06T00:00, 2026-12-13T00:00
          0 0 * * 7             | 2026-11-29T00:00, 2026-12-06T00:00, 2026-12-13T00:00
          0 0 * JAN,JUL ?       | 2027-01-01T00:00, 2027-01-02T00:00, 2027-01-03T00:00
          0 0 L * *             | 2026-11-30T00:00, 2026-12-31T00:00, 2027-01-31T00:00
          0 0 L-3 * *           | 2026-11-27T00:00, 2026-12-28T00:00, 2027-01-28T00:00
          0 0 LW * *            | 2026-11-30T00:00, 2026-12-31T00:00, 2027-01-29T00:00
          0 0 15W * *           | 2026-12-15T00:00, 2027-01-15T00:00, 2027-02-15T00:00
          0 0 * * 5L            | 2026-11-27T00:00, 2026-12-25T00:00, 2027-01-29T00:00
          0 0 * * FRI#2         | 2026-12-11T00:00, 2027-01-08T00:00, 2027-02-12T00:00
          0 0 29 2 *            | 2028-02-29T00:00, 2032-02-29T00:00, 2036-02-29T00:00
          """)
  void theNextTimesAre(String expression, String times) {
    assertThat(next(expression, 3))
        .isEqualTo(Stream.of(times.split(", ")).map(LocalDateTime::parse).toList());
  }

  @Test
  void ofADayOfTheMonthAndADayOfTheWeekEitherIsEnough() {
    assertThat(next("0 9 1,24 * MON", 3))
        .extracting(LocalDateTime::toLocalDate)
        .map(Object::toString)
        .containsExactly("2026-11-24", "2026-11-30", "2026-12-01");
  }

  @Test
  void aLeapDayIsWaitedForThroughACenturyWithoutOne() {
    assertThat(CronExpression.parse("0 0 29 2 *").nextOrSame(LocalDateTime.of(2097, 1, 1, 0, 0)))
        .contains(LocalDateTime.of(2104, 2, 29, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
  void whatNeverComesHasNoNextTime(String expression) {
    assertThat(CronExpression.parse(expression).nextOrSame(START)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "a b c d e",
        "@reboot",
        "0 22-2 * * *",
        "*/0 * * * *"
      })
  void whatIsNoExpressionIsRefused(String expression) {
    assertThatThrownBy(() -> CronExpression.parse(expression))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<LocalDateTime> next(String text, int count) {
    CronExpression expression = CronExpression.parse(text);
    return Stream.iterate(
            expression.nextOrSame(START),
            Optional::isPresent,
            slot -> slot.flatMap(time -> expression.nextOrSame(time.plusSeconds(1))))
        .flatMap(Optional::stream)
        .limit(count)
        .toList();
  }
}
