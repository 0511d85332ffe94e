package dev.millrace.worker.command;

import dev.millrace.worker.deadletter.DeadLetterRoute;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Where commands of schedules come from, and how they are treated.
 *
 * @param subscription the subscription of commands
 * @param deadLetterTopic where those go that can never work
 * @param deadLetterSubscription the subscription on that topic
 * @param concurrency the most commands in flight
 * @param maxAttempts how often a command may fail before it is given up; as the subscription's
 *     dead-letter policy has it
 * @param longestHold how long a command is held while the database is away, before it is given
 *     back, which counts as a delivery; less than the hour that a message may be out
 * @param retention how long execution keys are remembered: for longer than the ledger is kept
 */
@ConfigurationProperties("millrace.worker.commands")
record CommandConfig(
    @Bindable(defaultValue = "scheduler-ticks-sub") String subscription,
    @Bindable(defaultValue = "scheduler-ticks-dlq") String deadLetterTopic,
    @Bindable(defaultValue = "scheduler-ticks-dlq-sub") String deadLetterSubscription,
    @Bindable(defaultValue = "16") int concurrency,
    @Bindable(defaultValue = "5") int maxAttempts,
    @Bindable(defaultValue = "50m") Duration longestHold,
    @Bindable(defaultValue = "100d") Duration retention) {
  CommandConfig {
    if (concurrency < 1 || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "millrace.worker.commands.concurrency and max-attempts must be at least 1.");
    }
  }

  /** Which way commands go that are given up. */
  DeadLetterRoute route() {
    return new DeadLetterRoute(subscription, deadLetterTopic);
  }
}
