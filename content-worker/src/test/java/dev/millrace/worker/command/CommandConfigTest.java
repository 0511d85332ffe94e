package dev.millrace.worker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.worker.deadletter.DeadLetterRoute;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandConfigTest {
  @Test
  void theDefaultsAre() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new CommandConfig(
                "scheduler-ticks-sub",
                "scheduler-ticks-dlq",
                "scheduler-ticks-dlq-sub",
                16,
                5,
                Duration.ofMinutes(50),
                Duration.ofDays(100)));
  }

  @Test
  void everyPropertyHasItsName() {
    assertThat(
            read(
                Map.of(
                    "millrace.worker.commands.subscription", "s",
                    "millrace.worker.commands.dead-letter-topic", "t",
                    "millrace.worker.commands.dead-letter-subscription", "d",
                    "millrace.worker.commands.concurrency", "3",
                    "millrace.worker.commands.max-attempts", "4",
                    "millrace.worker.commands.longest-hold", "7m",
                    "millrace.worker.commands.retention", "5d")))
        .isEqualTo(
            new CommandConfig("s", "t", "d", 3, 4, Duration.ofMinutes(7), Duration.ofDays(5)));
  }

  @Test
  void itsVariablesNameTheSubscriptions() {
    CommandConfig config =
        read(
            Map.of(
                "PUBSUB_TICKS_SUBSCRIPTION", "s",
                "PUBSUB_TICKS_DEAD_LETTER_TOPIC", "t",
                "PUBSUB_TICKS_DEAD_LETTER_SUBSCRIPTION", "d"));

    assertThat(config.route()).isEqualTo(new DeadLetterRoute("s", "t"));
    assertThat(config.deadLetterSubscription()).isEqualTo("d");
  }

  @Test
  void somethingMustBeInFlight() {
    assertThatThrownBy(
            () -> new CommandConfig("s", "t", "d", 0, 5, Duration.ofMinutes(1), Duration.ofDays(1)))
        .hasMessageContaining("must be at least 1");
  }

  private static CommandConfig read(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.worker.heartbeat", "false");
    all.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    try (ApplicationContext context =
        ApplicationContext.builder("content-worker")
            .deduceEnvironment(false)
            .properties(all)
            .start()) {
      return context.getBean(CommandConfig.class);
    }
  }
}
