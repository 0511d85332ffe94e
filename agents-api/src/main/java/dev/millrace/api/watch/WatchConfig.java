package dev.millrace.api.watch;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How requests are watched.
 *
 * @param quickest how often a request is looked at that was watched, or changed, just now
 * @param slowest how often one is looked at that has not changed for long
 * @param heartbeat after how much silence an event stream sends a comment
 * @param capacity how many may watch at once; one more is answered 503
 */
@ConfigurationProperties("millrace.watch")
record WatchConfig(
    @Bindable(defaultValue = "10ms") Duration quickest,
    @Bindable(defaultValue = "250ms") Duration slowest,
    @Bindable(defaultValue = "15s") Duration heartbeat,
    @Bindable(defaultValue = "10000") int capacity) {

  /** Refuses what could not work. */
  WatchConfig {
    if (!quickest.isPositive() || slowest.compareTo(quickest) < 0 || capacity < 1) {
      throw new ConfigurationException(
          "millrace.watch needs 0 < quickest ≤ slowest, and a capacity of at least 1.");
    }
  }
}
