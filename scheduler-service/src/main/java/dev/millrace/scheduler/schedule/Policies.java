package dev.millrace.scheduler.schedule;

import java.time.Duration;

/**
 * How a schedule fires.
 *
 * @param maxAttempts how often a job that runs in this service is tried
 * @param backoff the pause after its first failure; it doubles with each further one
 * @param jitter a fire is later than its slot by less than this, always by the same for one slot
 * @param maxRuntime a run that has not reported its end after this counts as expired
 */
public record Policies(
    Misfire misfire,
    Overlap overlap,
    int maxAttempts,
    Duration backoff,
    Duration jitter,
    Duration maxRuntime) {
  /** What holds for whoever says nothing. */
  public static final Policies DEFAULT =
      new Policies(
          new Misfire(Misfire.Policy.ONCE, 1, null),
          Overlap.ALLOW,
          3,
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ofHours(1));
}
