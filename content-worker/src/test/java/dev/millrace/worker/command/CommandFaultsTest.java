package dev.millrace.worker.command;

import static dev.millrace.worker.command.CommandStack.awaitThat;
import static dev.millrace.worker.command.CommandStack.deliveries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.command.ScheduledCommand;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands are carried out once, whatever the broker and the workers do. */
final class CommandFaultsTest {
  private static final int COMMANDS = 2_000;

  private final CommandStack commands = new CommandStack();

  @AfterEach
  void stop() {
    commands.close();
  }

  @Test
  void commandsThatAreDuplicatedAndReorderedAreEachCarriedOutOnceByTwoWorkers() {
    ApplicationContext one = commands.worker(ScriptedHandler.finishing(commands.database()));
    ApplicationContext other = commands.worker(ScriptedHandler.finishing(commands.database()));
    commands.stack().broker().faults().duplicate(true).reorder(Duration.ofMillis(500));
    for (int number = 0; number < COMMANDS; number++) {
      commands.publish(CommandStack.command("command " + number, "nightly-report"));
    }

    awaitThat(
        () ->
            deliveries(one, "repeated") + deliveries(other, "repeated") >= COMMANDS
                && commands.ended() == COMMANDS);
    assertThat(commands.carriedOut()).isEqualTo(COMMANDS);
    assertThat(commands.database().number("SELECT count(DISTINCT execution_key) FROM carried_out"))
        .isEqualTo(COMMANDS);
    assertThat(deliveries(one, "finished")).isPositive();
    assertThat(deliveries(other, "finished")).isPositive();
  }

  @Test
  void aStoppingWorkerFinishesWhatItHasBegun() throws Exception {
    ScheduledCommand command = commands.fired();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    ApplicationContext worker =
        commands.stack().worker(Map.of("millrace.worker.grace", "2m"), pausing(begun, mayEnd));
    commands.publish(command);
    begun.await();
    Thread stopping = Thread.startVirtualThread(worker::close);
    CommandListener listener = worker.getBean(CommandListener.class);
    awaitThat(() -> !listener.isRunning());
    mayEnd.countDown();
    stopping.join();

    assertThat(commands.runState(command)).isEqualTo("finished");
    assertThat(commands.carriedOut()).isOne();
  }

  @Test
  void whatAStoppingWorkerCannotFinishIsRolledBackAndDoneByTheNext() throws Exception {
    ScheduledCommand command = commands.fired();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    ApplicationContext worker =
        commands.stack().worker(Map.of("millrace.worker.grace", "200ms"), pausing(begun, mayEnd));
    commands.publish(command);
    begun.await();
    worker.close();
    assertThat(commands.runState(command)).isEqualTo("fired");
    endConnectionsInUse();
    commands.worker(ScriptedHandler.finishing(commands.database()));

    awaitThat(() -> commands.runState(command).equals("finished"));
    mayEnd.countDown();
    assertThat(commands.carriedOut()).isOne();
    assertThat(commands.database().count("dead_letters")).isZero();
  }

  /** As the end of the worker's process does, which a test in one process has to do itself. */
  private void endConnectionsInUse() {
    commands
        .database()
        .list(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle in transaction'
            """,
            row -> row.getBoolean(1));
  }

  private ScriptedHandler pausing(CountDownLatch begun, CountDownLatch mayEnd) {
    return new ScriptedHandler(
        commands.database(),
        call -> {
          begun.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
          return new CommandOutcome.Finished();
        });
  }
}
