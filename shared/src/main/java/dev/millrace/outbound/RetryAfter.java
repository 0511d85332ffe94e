package dev.millrace.outbound;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Retry-After}, RFC 9110, section 10.2.3: seconds, or a date. */
public final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private RetryAfter() {}

  /** How long it says to wait; empty when it is no such header, or its date has passed. */
  public static Optional<Duration> read(String header, Instant now) {
    String value = header.strip();
    Optional<Duration> wait =
        SECONDS.matcher(value).matches()
            ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
            : date(value).map(date -> Duration.between(now, date));
    return wait.filter(Duration::isPositive);
  }

  private static Optional<Instant> date(String value) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
