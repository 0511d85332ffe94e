package dev.millrace.worker.command;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.ScheduleRows;
import dev.millrace.worker.testing.WorkerStack;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;

/** Workers that consume commands, and the commands of schedules that have fired. */
final class CommandStack implements AutoCloseable {
  static final String TOPIC = "scheduler-ticks";
  static final String DEAD_LETTER_TOPIC = "scheduler-ticks-dlq";

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final WorkerStack stack;

  CommandStack() {
    this(WorkerStack.start());
  }

  CommandStack(WorkerStack stack) {
    this.stack = stack;
  }

  MigratedDatabase database() {
    return stack.database();
  }

  WorkerStack stack() {
    return stack;
  }

  /** Starts a worker, with handlers of the test's own. */
  ApplicationContext worker(CommandHandler... handlers) {
    return stack.worker(Map.of(), (Object[]) handlers);
  }

  /** A command of a schedule that has fired and runs. */
  ScheduledCommand fired() {
    return command("key of " + ScheduleRows.fired(database()), "nightly-report");
  }

  static ScheduledCommand command(String key, String jobType) {
    return new ScheduledCommand(
        key,
        "test-organization",
        jobType,
        Instant.parse("2026-11-23T09:00:00Z"),
        JsonNodeFactory.instance.objectNode());
  }

  /** Publishes as the scheduler does. */
  String publish(ScheduledCommand command) {
    return stack.publishTo(TOPIC, message(command));
  }

  static PubsubMessage message(ScheduledCommand command) {
    return PubsubMessage.newBuilder()
        .setData(ByteString.copyFrom(command.encode()))
        .putAttributes("content-type", "application/json")
        .putAttributes("schema", ScheduledCommand.SCHEMA)
        .putAttributes("organization_id", command.organizationId())
        .putAttributes("execution_key", command.executionKey())
        .build();
  }

  /** What the ledger says of a run. */
  String runState(ScheduledCommand command) {
    return database()
        .text(
            "SELECT run_state FROM schedule_decisions WHERE execution_key = ?",
            command.executionKey());
  }

  String runError(ScheduledCommand command) {
    return database()
        .text(
            "SELECT error FROM schedule_decisions WHERE execution_key = ?", command.executionKey());
  }

  /** Whether the command is to be published anew some day. */
  boolean isToBePublished(ScheduledCommand command) {
    return database()
            .number(
                "SELECT count(next_publish_at) FROM schedule_decisions WHERE execution_key = ?",
                command.executionKey())
        == 1;
  }

  /** How many commands have ended. */
  long ended() {
    return database().number("SELECT count(outcome) FROM received_commands");
  }

  /** How many rows handlers have written. */
  long carriedOut() {
    return database().count("carried_out");
  }

  /** How many deliveries of a worker came to this. */
  static double deliveries(ApplicationContext worker, String outcome) {
    return worker
        .getBean(MeterRegistry.class)
        .find("millrace.commands")
        .tag("outcome", outcome)
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  static void awaitThat(Callable<Boolean> condition) {
    await().atMost(LONGEST_WAIT).until(condition);
  }

  @Override
  public void close() {
    stack.close();
  }
}
