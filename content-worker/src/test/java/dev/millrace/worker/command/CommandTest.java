package dev.millrace.worker.command;

import static dev.millrace.worker.command.CommandStack.awaitThat;
import static dev.millrace.worker.command.CommandStack.deliveries;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.database.Sql;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each row of the commands' acknowledgement table, seen from outside. */
final class CommandTest {
  private static final Sql END_OWN_CONNECTION =
      Sql.of("SELECT pg_terminate_backend(pg_backend_pid())");

  private final CommandStack commands = new CommandStack();

  @AfterEach
  void stop() {
    commands.close();
  }

  @Test
  void aCommandIsCarriedOutAndItsRunIsFinished() {
    ScheduledCommand command = commands.fired();
    commands.worker(ScriptedHandler.finishing(commands.database()));
    commands.publish(command);

    awaitThat(() -> commands.runState(command).equals("finished"));
    assertThat(commands.carriedOut()).isOne();
    assertThat(text("SELECT outcome FROM received_commands")).isEqualTo("finished");
    assertThat(text("SELECT execution_key FROM received_commands"))
        .isEqualTo(command.executionKey());
    assertThat(commands.isToBePublished(command)).isFalse();
  }

  @Test
  void aCommandThatIsPublishedTwiceIsCarriedOutOnce() {
    ScheduledCommand command = commands.fired();
    ApplicationContext worker = commands.worker(ScriptedHandler.finishing(commands.database()));
    commands.publish(command);
    commands.publish(command);

    awaitThat(() -> deliveries(worker, "repeated") == 1);
    assertThat(commands.carriedOut()).isOne();
    assertThat(commands.runState(command)).isEqualTo("finished");
  }

  @Test
  void whenTheAcknowledgementIsLostTheCommandComesAgainAndIsRefused() {
    ScheduledCommand command = commands.fired();
    ApplicationContext worker = commands.worker(ScriptedHandler.finishing(commands.database()));
    commands.stack().broker().faults().dropAcks(1);
    commands.publish(command);
    awaitThat(() -> commands.runState(command).equals("finished"));

    awaitThat(() -> deliveries(worker, "repeated") >= 1);
    commands.stack().broker().faults().clear();
    assertThat(commands.carriedOut()).isOne();
    assertThat(commands.runState(command)).isEqualTo("finished");
    assertThat(commands.database().number("SELECT attempts FROM received_commands")).isOne();
  }

  @Test
  void aCommandThatNothingCarriesOutFailsOnceAndTheLedgerSaysWhy() {
    ScheduledCommand command = commands.fired();
    ApplicationContext worker = commands.worker();
    commands.publish(command);

    awaitThat(() -> commands.runState(command).equals("failed"));
    assertThat(commands.runError(command))
        .isEqualTo("Nothing carries out commands of the type nightly-report.");
    assertThat(text("SELECT outcome FROM received_commands")).isEqualTo("failed");
    assertThat(commands.database().count("dead_letters")).isZero();
    assertThat(deliveries(worker, "failed")).isOne();
  }

  @Test
  void aCommandThatCannotBeDoneFailsWithItsReasonAndIsNotRepeated() {
    ScheduledCommand command = commands.fired();
    ScriptedHandler handler =
        new ScriptedHandler(
            commands.database(), call -> new CommandOutcome.Failed("There is no backup."));
    commands.worker(handler);
    commands.publish(command);

    awaitThat(() -> commands.runState(command).equals("failed"));
    assertThat(commands.runError(command)).isEqualTo("There is no backup.");
    assertThat(handler.calls()).isOne();
  }

  @Test
  void aCommandThatIsRecordedLeavesItsRunToWhoeverDoesIt() {
    ScheduledCommand command = commands.fired();
    commands.worker(
        new ScriptedHandler(commands.database(), call -> new CommandOutcome.Recorded()));
    commands.publish(command);

    awaitThat(() -> commands.ended() == 1);
    assertThat(text("SELECT outcome FROM received_commands")).isEqualTo("recorded");
    assertThat(commands.runState(command)).isEqualTo("fired");
    assertThat(commands.isToBePublished(command)).isFalse();
  }

  @Test
  void whoeverSendsAKeyOfSomebodyElsesCommandCannotTakeItOutOfItsOutbox() {
    ScheduledCommand command = commands.fired();
    commands.worker(
        new ScriptedHandler(commands.database(), call -> new CommandOutcome.Recorded()));
    commands.publish(
        new ScheduledCommand(
            command.executionKey(),
            "another",
            command.jobType(),
            command.dueAt(),
            command.payload()));

    awaitThat(() -> commands.ended() == 1);
    assertThat(commands.isToBePublished(command)).isTrue();
  }

  @Test
  void aHandlerThatFailsIsRolledBackChargedAndTriedAgain() {
    ScheduledCommand command = commands.fired();
    commands.worker(
        new ScriptedHandler(
            commands.database(),
            call -> call.number() < 3 ? fail() : new CommandOutcome.Finished()));
    commands.publish(command);

    awaitThat(() -> commands.runState(command).equals("finished"));
    assertThat(commands.carriedOut()).isOne();
    assertThat(commands.database().number("SELECT attempts FROM received_commands")).isEqualTo(3);
    assertThat(commands.database().count("dead_letters")).isZero();
  }

  @Test
  void aHandlerThatAlwaysFailsLeavesALetterWithItsReasonAndTheTopicsCopy() {
    ScheduledCommand command = commands.fired();
    ScriptedHandler handler = new ScriptedHandler(commands.database(), call -> fail());
    commands.worker(handler);
    commands.publish(command);

    awaitThat(() -> count("SELECT count(copy_message_id) FROM dead_letters") == 1);
    assertThat(commands.runState(command)).isEqualTo("failed");
    assertThat(commands.runError(command)).isEqualTo("The catalog is on fire");
    assertThat(text("SELECT error_message FROM dead_letters")).isEqualTo("The catalog is on fire");
    assertThat(text("SELECT subscription FROM dead_letters")).isEqualTo("scheduler-ticks-sub");
    assertThat(text("SELECT correlation_id FROM dead_letters")).isEqualTo(command.executionKey());
    assertThat(text("SELECT organization_id FROM dead_letters")).isEqualTo("test-organization");
    assertThat(commands.database().count("dead_letters")).isOne();
    assertThat(handler.calls()).isEqualTo(5);
    assertThat(commands.carriedOut()).isZero();
  }

  @Test
  void whenItsConnectionIsCutACommandIsHeldAndTriedAgainAtNoCost() {
    ScheduledCommand command = commands.fired();
    ApplicationContext worker =
        commands.worker(
            new ScriptedHandler(
                commands.database(),
                call -> {
                  if (call.number() == 1) {
                    endOwnConnection(call.connection());
                  }
                  return new CommandOutcome.Finished();
                }));
    commands.publish(command);

    awaitThat(() -> commands.runState(command).equals("finished"));
    assertThat(deliveries(worker, "held")).isOne();
    assertThat(deliveries(worker, "postponed")).isZero();
    assertThat(commands.carriedOut()).isOne();
    assertThat(commands.database().number("SELECT attempts FROM received_commands")).isOne();
  }

  @Test
  void whileAnotherHasTheCommandInHandItIsHeld() throws Exception {
    ScheduledCommand command = commands.fired();
    ApplicationContext worker = commands.worker(ScriptedHandler.finishing(commands.database()));
    try (var connection = commands.database().connect();
        var statement =
            connection.prepareStatement(
                """
                INSERT INTO received_commands (execution_key, organization_id, job_type, due_at, message_id)
                VALUES (?, 'test-organization', 'catalog-worker', now(), 'of another')
                """)) {
      connection.setAutoCommit(false);
      statement.setString(1, command.executionKey());
      statement.executeUpdate();
      commands.publish(command);
      awaitThat(() -> deliveries(worker, "held") >= 1);
      connection.rollback();
    }

    awaitThat(() -> commands.runState(command).equals("finished"));
    assertThat(commands.carriedOut()).isOne();
    assertThat(commands.database().count("dead_letters")).isZero();
  }

  @Test
  void whatCanNeverWorkIsStoredForwardedWithItsReasonAndAcknowledged() {
    ScheduledCommand command = commands.fired();
    commands.worker(ScriptedHandler.finishing(commands.database()));
    PubsubMessage good = CommandStack.message(command);
    publish(good.toBuilder().setData(ByteString.copyFromUtf8("{\"execution_key\":")).build());
    publish(good.toBuilder().putAttributes("schema", "scheduled-command.v9").build());
    publish(
        good.toBuilder()
            .clearAttributes()
            .setData(ByteString.copyFromUtf8("{\"job_type\":\"catalog-review\",\"payload\":{}}"))
            .build());
    publish(good.toBuilder().putAttributes("execution_key", "another").build());
    publish(good.toBuilder().putAttributes("organization_id", "another").build());
    publish(good.toBuilder().setData(ByteString.copyFrom(new byte[256 * 1024 + 1])).build());

    awaitThat(() -> count("SELECT count(copy_message_id) FROM dead_letters") == 6);
    assertThat(
            commands
                .database()
                .list(
                    "SELECT copy_attributes ->> 'millrace_reason' FROM dead_letters",
                    row -> row.getString(1)))
        .containsExactlyInAnyOrder(
            "The payload is not JSON.",
            "The schema scheduled-command.v9 is unknown; this worker reads scheduled-command.v1.",
            "execution_key must be a text of 1 to 128 printable ASCII characters.",
            "The attribute execution_key contradicts the payload; leave it out, or make them equal.",
            "The attribute organization_id contradicts the payload; leave it out, or make them equal.",
            "The payload has 262145 bytes; at most 262144 are allowed.");
    assertThat(count("SELECT count(*) FROM dead_letters WHERE error_class = 'invalid_request'"))
        .isEqualTo(6);
    assertThat(count("SELECT count(*) FROM dead_letters WHERE organization_id = 'default'"))
        .isOne();
    assertThat(commands.database().count("received_commands")).isZero();
    assertThat(commands.runState(command)).isEqualTo("fired");
  }

  @Test
  void aCommandPublishedByHandNeedsNoAttributes() {
    ScheduledCommand command = commands.fired();
    commands.worker(ScriptedHandler.finishing(commands.database()));
    publish(CommandStack.message(command).toBuilder().clearAttributes().build());

    awaitThat(() -> commands.runState(command).equals("finished"));
  }

  @Test
  void aCommandThatPubSubGaveUpOnFailsAndIsRefusedFromThenOn() {
    ScheduledCommand command = commands.fired();
    ApplicationContext worker = commands.worker(ScriptedHandler.finishing(commands.database()));
    commands.stack().publishTo(CommandStack.DEAD_LETTER_TOPIC, CommandStack.message(command));
    awaitThat(() -> commands.runState(command).equals("failed"));
    commands.publish(command);

    awaitThat(() -> deliveries(worker, "repeated") == 1);
    assertThat(commands.runError(command))
        .isEqualTo("Pub/Sub gave up on the command before it could be carried out.");
    assertThat(commands.database().count("dead_letters")).isOne();
    assertThat(commands.carriedOut()).isZero();
  }

  @Test
  void aCopyOfACommandThatHasEndedChangesNothing() {
    ScheduledCommand command = commands.fired();
    commands.worker(ScriptedHandler.finishing(commands.database()));
    commands.publish(command);
    awaitThat(() -> commands.runState(command).equals("finished"));
    commands.stack().publishTo(CommandStack.DEAD_LETTER_TOPIC, CommandStack.message(command));
    ScheduledCommand later = commands.fired();
    commands.stack().publishTo(CommandStack.DEAD_LETTER_TOPIC, CommandStack.message(later));

    awaitThat(() -> commands.runState(later).equals("failed"));
    assertThat(commands.runState(command)).isEqualTo("finished");
  }

  private static CommandOutcome fail() {
    throw new IllegalStateException("The catalog is on fire");
  }

  private static void endOwnConnection(Connection connection) {
    END_OWN_CONNECTION.on(connection).list(row -> row.getBoolean(1));
  }

  private void publish(PubsubMessage message) {
    commands.stack().publishTo(CommandStack.TOPIC, message);
  }

  private String text(String sql) {
    return commands.database().text(sql);
  }

  private long count(String sql) {
    return commands.database().number(sql);
  }
}
