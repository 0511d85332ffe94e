package dev.millrace.scheduler.execution;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Jobs that run in this service. Bound to {@code millrace.scheduler.execution}.
 *
 * @param concurrency {@code SCHEDULER_CONCURRENCY}: the most of them that run at once
 * @param lease how long a claim is granted for; renewed at a third of it
 * @param longestPause the longest pause between two attempts, whatever the schedule or the other
 *     side asks for
 * @param grace {@code SCHEDULER_GRACE}: how long a stopping service lets them finish
 * @param databasePatience how long an outcome is written again while the database is away
 */
@ConfigurationProperties("millrace.scheduler.execution")
record ExecutionConfig(
    @Bindable(defaultValue = "32") int concurrency,
    @Bindable(defaultValue = "5m") Duration lease,
    @Bindable(defaultValue = "1h") Duration longestPause,
    @Bindable(defaultValue = "8s") Duration grace,
    @Bindable(defaultValue = "30s") Duration databasePatience) {
  private static final int MOST = 1_000;

  ExecutionConfig {
    if (concurrency < 1 || concurrency > MOST) {
      throw new ConfigurationException("SCHEDULER_CONCURRENCY must be 1 to " + MOST + ".");
    }
    if (!lease.isPositive() || !longestPause.isPositive()) {
      throw new ConfigurationException(
          "millrace.scheduler.execution.lease and longest-pause must be more than 0s.");
    }
  }
}
