package dev.millrace.api.deadletter;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When each of many requests is published: one after the other, or all at once. */
final class Pace {
  private final @Nullable Double perSecond;
  private int place;

  Pace(@Nullable Double perSecond) {
    this.perSecond = perSecond;
  }

  /** One to go on from here with, so that a transaction that is rolled back takes no places. */
  Pace copy() {
    Pace copy = new Pace(perSecond);
    copy.place = place;
    return copy;
  }

  /** How long the next request waits; null when nothing is paced. */
  @Nullable Duration next() {
    int at = place++;
    return perSecond == null
        ? null
        : Duration.ofNanos((long) (at / perSecond * Duration.ofSeconds(1).toNanos()));
  }
}
