package dev.millrace.worker.command;

import dev.millrace.command.ScheduledCommand;
import dev.millrace.database.Sql;
import dev.millrace.testing.MigratedDatabase;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Carries out commands of the type that the tests' schedules have: writes a row for each, then does
 * what the test's script says. The table takes every row, so that one too many is seen.
 */
final class ScriptedHandler implements CommandHandler {
  private static final Sql WRITE = Sql.of("INSERT INTO carried_out (execution_key) VALUES (:key)");

  private final AtomicInteger calls = new AtomicInteger();
  private final Function<Call, CommandOutcome> script;

  /**
   * One call of the handler.
   *
   * @param number from 1
   */
  record Call(int number, Connection connection, ScheduledCommand command) {}

  ScriptedHandler(MigratedDatabase database, Function<Call, CommandOutcome> script) {
    database.execute("CREATE TABLE IF NOT EXISTS carried_out (execution_key text NOT NULL)");
    this.script = script;
  }

  /** One that finishes every command. */
  static ScriptedHandler finishing(MigratedDatabase database) {
    return new ScriptedHandler(database, call -> new CommandOutcome.Finished());
  }

  /** How often it was called. */
  int calls() {
    return calls.get();
  }

  @Override
  public String jobType() {
    return "nightly-report";
  }

  @Override
  public CommandOutcome handle(Connection connection, ScheduledCommand command) {
    WRITE.on(connection).bind("key", command.executionKey()).update();
    return script.apply(new Call(calls.incrementAndGet(), connection, command));
  }
}
