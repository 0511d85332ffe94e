package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.RequestStatus;
import dev.millrace.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a caller should wait before it asks again, and how long it may make us wait. */
public final class Patience {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final long LONGEST_HINT = 3_600;

  private Patience() {}

  /** The value of {@code Retry-After} in seconds, or null when the request has ended. */
  static @Nullable Long retryAfter(ContentRequest row, Clock clock) {
    return retryAfter(row.status(), WaitingOn.until(row), clock);
  }

  /**
   * The same of any row.
   *
   * @param knownUntil when its wait ends, as far as is known
   */
  public static @Nullable Long retryAfter(
      RequestStatus status, @Nullable Instant knownUntil, Clock clock) {
    if (status.isEnded()) {
      return null;
    }
    Instant until = status == RequestStatus.PENDING ? knownUntil : null;
    return until == null
        ? 1
        : Math.clamp(Duration.between(clock.instant(), until).toSeconds() + 1, 1, LONGEST_HINT);
  }

  /** What {@code ?wait} asks for; zero when it is not there. */
  public static Duration wait(@Nullable String seconds) {
    if (seconds == null) {
      return Duration.ZERO;
    }
    try {
      Duration wait = Duration.ofSeconds(Integer.parseInt(seconds));
      if (wait.isPositive() && wait.compareTo(LONGEST_WAIT) <= 0) {
        return wait;
      }
    } catch (NumberFormatException malformed) {
      // Answered as any other value that is out of bounds.
    }
    throw ProblemException.invalid("/wait", "must be a whole number of seconds, 1 to 60");
  }
}
