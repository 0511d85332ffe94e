package dev.millrace.scheduler.execution;

import dev.millrace.scheduler.storage.Claimed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How long a failed job waits for its next attempt. Safe for use by many threads. */
@Singleton
final class Pauses {
  /** What failed together does not come again together. */
  private static final double MOST_JITTER = 0.2;

  private static final int MOST_DOUBLINGS = 30;

  private final Duration longest;

  Pauses(ExecutionConfig config) {
    this.longest = config.longestPause();
  }

  /**
   * The schedule's backoff, doubled with each attempt and up to a fifth longer, but no shorter than
   * the other side asks for; and never longer than the longest pause.
   */
  Duration after(Claimed execution, @Nullable Duration asked) {
    int doublings = Math.min(execution.attempt() - 1, MOST_DOUBLINGS);
    Duration doubled = shorter(execution.backoff().multipliedBy(1L << doublings), longest);
    long jitter =
        (long) (doubled.toMillis() * MOST_JITTER * ThreadLocalRandom.current().nextDouble());
    Duration pause = doubled.plusMillis(jitter);
    return shorter(asked == null || asked.compareTo(pause) < 0 ? pause : asked, longest);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
