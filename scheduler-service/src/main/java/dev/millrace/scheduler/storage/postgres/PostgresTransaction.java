package dev.millrace.scheduler.storage.postgres;

import dev.millrace.command.RunReports;
import dev.millrace.content.Intake;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.dispatch.Publication;
import dev.millrace.scheduler.storage.Calls;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.Executions;
import dev.millrace.scheduler.storage.Ledger;
import dev.millrace.scheduler.storage.Outbox;
import dev.millrace.scheduler.storage.Register;
import dev.millrace.scheduler.storage.RequestRows;
import dev.millrace.scheduler.storage.Shadow;
import dev.millrace.scheduler.storage.Transaction;
import dev.millrace.scheduler.storage.Views;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The repositories, on one connection. */
record PostgresTransaction(
    Connection connection, DispatchConfig dispatch, RequestRows requests, RunReports reports)
    implements Transaction {
  private static final Sql NOW = Sql.of("SELECT now() AS now");

  @Override
  public Instant now() {
    return NOW.on(connection).first(row -> Sql.requiredInstant(row, "now")).orElseThrow();
  }

  @Override
  public DueSchedules due() {
    return new DueRepository(connection);
  }

  @Override
  public Ledger ledger() {
    return new LedgerRepository(connection, dispatch.rescueAfter());
  }

  @Override
  public Outbox outbox() {
    return new CommandRepository(connection, dispatch.rescueAfter());
  }

  @Override
  public Register register() {
    return new ScheduleRepository(connection);
  }

  @Override
  public Views views() {
    return new ViewRepository(connection);
  }

  @Override
  public Executions executions() {
    return new ExecutionRepository(connection, reports);
  }

  @Override
  public Calls calls() {
    return new CallRepository(connection);
  }

  @Override
  public Shadow shadow() {
    return new ShadowRepository(connection);
  }

  /** They are rows of this very transaction. */
  @Override
  public List<Publication> request(List<Intake> intakes) {
    return requests.insert(connection, intakes);
  }

  @Override
  public int prune(Duration retention, int most) {
    return new RetentionRepository(connection).prune(retention, most);
  }
}
