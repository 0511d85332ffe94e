package dev.millrace.worker.run;

import dev.millrace.worker.deadletter.DeadLetterRoute;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Where runs come from, and how they are worked on; all else is as {@link
 * dev.millrace.worker.WorkerConfig} has it.
 *
 * @param subscription the subscription of runs
 * @param deadLetterTopic where messages go that can never work
 * @param deadLetterSubscription the subscription on that topic
 * @param concurrency the most runs in flight
 * @param glance how soon a run that is cancelled elsewhere stops
 */
@ConfigurationProperties("millrace.worker.runs")
record RunConfig(
    @Bindable(defaultValue = "agent-runs-sub") String subscription,
    @Bindable(defaultValue = "agent-runs-dlq") String deadLetterTopic,
    @Bindable(defaultValue = "agent-runs-dlq-sub") String deadLetterSubscription,
    @Bindable(defaultValue = "16") int concurrency,
    @Bindable(defaultValue = "500ms") Duration glance) {
  RunConfig {
    if (concurrency < 1) {
      throw new IllegalArgumentException("RUN_CONCURRENCY must be at least 1.");
    }
  }

  /** Which way messages go that can never work. */
  DeadLetterRoute route() {
    return new DeadLetterRoute(subscription, deadLetterTopic);
  }
}
