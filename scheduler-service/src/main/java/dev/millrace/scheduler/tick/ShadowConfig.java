package dev.millrace.scheduler.tick;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Whether a second driver decides beside the live one, and what a cutover to it takes.
 *
 * @param enabled {@code SCHEDULER_SHADOW_MODE}: both drivers run, and the one that {@code
 *     SCHEDULER_DRIVER} does not name fires nothing
 * @param minSample {@code SCHEDULER_SHADOW_MIN_SAMPLE}: how many slots both must have decided
 * @param minTime how long both must have decided
 * @param settling {@code SCHEDULER_SHADOW_SETTLING}: how long one path may be behind the other one
 *     before the report counts that as a difference
 */
@ConfigurationProperties("millrace.scheduler.shadow")
public record ShadowConfig(
    @Bindable(defaultValue = "false") boolean enabled,
    @Bindable(defaultValue = "100") long minSample,
    @Bindable(defaultValue = "1h") Duration minTime,
    @Bindable(defaultValue = "10m") Duration settling) {
  /** A verdict needs something to judge by. */
  public ShadowConfig {
    if (minSample < 1 || minTime.isNegative() || settling.isNegative()) {
      throw new IllegalArgumentException(
          "SCHEDULER_SHADOW_MIN_SAMPLE must be at least 1, and SCHEDULER_SHADOW_SETTLING no less"
              + " than 0s.");
    }
  }
}
