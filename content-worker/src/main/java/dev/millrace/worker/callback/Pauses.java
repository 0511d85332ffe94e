package dev.millrace.worker.callback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long a delivery waits for its next attempt: the beginning of the schedule that <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 * Webhooks</a> suggests. A delivery's day ends it: the last attempt is made when it is over.
 */
final class Pauses {
  private static final List<Duration> AFTER =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10));

  /** What failed together does not come again together. */
  private static final double MOST_JITTER = 0.2;

  /** No receiver may put off a delivery for longer than it lives. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private Pauses() {}

  /**
   * The pause after an attempt, up to a fifth longer, and no shorter than the receiver asks for.
   *
   * @param attempt from 1
   * @param asked what {@code Retry-After} says; null when it says nothing
   */
  static Duration after(int attempt, @Nullable Duration asked) {
    Duration base = AFTER.get(Math.clamp(attempt - 1, 0, AFTER.size() - 1));
    long jitter = (long) (base.toMillis() * MOST_JITTER * ThreadLocalRandom.current().nextDouble());
    Duration pause = base.plusMillis(jitter);
    Duration wanted = asked == null || asked.compareTo(pause) < 0 ? pause : asked;
    return wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
  }
}
