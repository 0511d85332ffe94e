package dev.millrace.worker.command;

import static dev.millrace.worker.command.CommandStack.awaitThat;
import static dev.millrace.worker.command.CommandStack.deliveries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.local.postgres.EmbeddedDatabase;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.worker.testing.WorkerStack;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Commands while their database is away: they wait, and Pub/Sub's count of them stays where it is.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class CommandOutageTest {
  private static final int COMMANDS = 6;
  private static final int HELD = 2;

  /** More than Pub/Sub brings a command before it gives up on it. */
  private static final int TRIES = 8;

  private EmbeddedDatabase server;
  private CommandStack commands;

  @BeforeAll
  void start() throws IOException {
    server = EmbeddedDatabase.startTemporary();
    commands = new CommandStack(WorkerStack.on(MigratedDatabase.on(server)));
  }

  @AfterEach
  void bringBack() throws IOException {
    server.restart();
    commands.database().clear();
    commands.database().execute("TRUNCATE carried_out");
  }

  @AfterAll
  void stop() {
    commands.close();
    server.close();
  }

  @Test
  void commandsAreHeldUntilTheDatabaseIsBackAndCarriedOutAtTheFirstDelivery() throws IOException {
    List<ScheduledCommand> fired = Stream.generate(commands::fired).limit(COMMANDS).toList();
    ApplicationContext worker = worker();
    server.crash();
    fired.forEach(commands::publish);

    awaitThat(() -> deliveries(worker, "held") >= HELD * TRIES);
    assertThat(deliveries(worker, "postponed")).isZero();
    server.restart();

    awaitThat(() -> commands.ended() == COMMANDS);
    assertThat(fired).extracting(commands::runState).containsOnly("finished");
    assertThat(commands.carriedOut()).isEqualTo(COMMANDS);
    assertThat(commands.database().number("SELECT max(attempts) FROM received_commands")).isOne();
    assertThat(commands.database().count("dead_letters")).isZero();
    worker.close();
  }

  @Test
  void aWorkerThatStopsMeanwhileGivesThemBackAtOnce() throws IOException {
    ScheduledCommand command = commands.fired();
    ApplicationContext worker = worker();
    server.crash();
    commands.publish(command);
    awaitThat(() -> deliveries(worker, "held") >= 1);

    worker.close();
    server.restart();
    ApplicationContext next = worker();

    awaitThat(() -> commands.runState(command).equals("finished"));
    assertThat(commands.carriedOut()).isOne();
    next.close();
  }

  private ApplicationContext worker() {
    ApplicationContext worker =
        commands
            .stack()
            .worker(
                Map.of(
                    "datasources.default.connection-timeout",
                    250,
                    "millrace.worker.commands.concurrency",
                    HELD),
                ScriptedHandler.finishing(commands.database()));
    awaitThat(worker.getBean(CommandListener.class)::isRunning);
    return worker;
  }
}
