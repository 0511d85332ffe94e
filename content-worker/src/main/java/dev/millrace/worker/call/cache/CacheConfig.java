package dev.millrace.worker.call.cache;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How answers are kept.
 *
 * @param mode {@code OFF} neither keeps nor gives any
 * @param retention how long an answer is given to equal work after it was last asked for
 * @param mostBytes how much all answers may take; beyond it those go that were not asked for the
 *     longest
 * @param largest the largest answer that is kept, in bytes
 */
@ConfigurationProperties("millrace.call-cache")
public record CacheConfig(
    @Bindable(defaultValue = "ON") Mode mode,
    @Bindable(defaultValue = "30d") Duration retention,
    @Bindable(defaultValue = "1073741824") long mostBytes,
    @Bindable(defaultValue = "4194304") int largest) {
  public CacheConfig {
    if (!retention.isPositive() || mostBytes < 0 || largest < 0) {
      throw new IllegalArgumentException(
          "CALL_CACHE_RETENTION must be a time, and CALL_CACHE_BYTES not negative.");
    }
  }

  /** Whether there is a cache. */
  public enum Mode {
    ON,
    OFF
  }

  /** Whether answers are kept and given. */
  public boolean isOn() {
    return mode == Mode.ON;
  }
}
