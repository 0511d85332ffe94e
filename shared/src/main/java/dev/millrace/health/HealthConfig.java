package dev.millrace.health;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How health is found out. Bound to {@code millrace.health}.
 *
 * @param interval {@code HEALTH_INTERVAL}: time between two checks of one probe that works
 * @param timeLimit {@code HEALTH_TIME_LIMIT}: what takes longer does not work
 * @param patience how long an answer waits for a probe that was not run yet, or not lately
 */
@ConfigurationProperties("millrace.health")
record HealthConfig(
    @Bindable(defaultValue = "5s") Duration interval,
    @Bindable(defaultValue = "2s") Duration timeLimit,
    @Bindable(defaultValue = "50ms") Duration patience) {
  /** Time between two checks of a probe that does not: whoever waits for it waits for the news. */
  Duration impatience() {
    return interval.dividedBy(10);
  }
}
