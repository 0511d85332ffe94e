package dev.millrace.scheduler.tick;

import dev.millrace.database.Database;
import dev.millrace.scheduler.execution.ExecutionRunner;
import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Planner;
import dev.millrace.scheduler.plan.Reason;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleRepository;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an owner's call writes to the ledger. Safe for use by many threads. */
@Singleton
public final class Interventions {
  /**
   * How long a caller waits for a job that runs in this service: afterwards there may be no CPU.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;
  private final ScheduleRepository schedules;
  private final LedgerRepository ledger;
  private final Firing firing;
  private final ExecutionRunner executions;

  Interventions(
      Database database,
      ScheduleRepository schedules,
      LedgerRepository ledger,
      Firing firing,
      ExecutionRunner executions) {
    this.database = database;
    this.schedules = schedules;
    this.ledger = ledger;
    this.firing = firing;
    this.executions = executions;
  }

  /**
   * Records that what has come until now does not fire, and answers when a locked schedule goes on.
   */
  public Plan skip(Connection connection, Schedule schedule, Instant now, Reason reason) {
    Runs runs = ledger.runs(connection, List.of(schedule)).getOrDefault(schedule.id(), Runs.NONE);
    Plan plan = Planner.skipUntil(schedule, now, reason, runs);
    List<Entry> entries =
        plan.decisions().stream()
            .filter(Decision.Skip.class::isInstance)
            .map(decision -> Entry.of(schedule, (Decision.Skip) decision))
            .toList();
    ledger.insert(connection, null, "manual", entries);
    return plan;
  }

  /**
   * Fires a schedule once, at once, whatever its times and policies are, and answers when the slot
   * is; empty when its organization has none of that id.
   */
  public Optional<Instant> run(String organizationId, UUID id) {
    Optional<Fired> fired =
        database.write(
            connection ->
                schedules
                    .lock(connection, organizationId, id)
                    .map(
                        schedule ->
                            firing.writeManual(connection, Fire.of(schedule, slot(connection)))));
    fired.ifPresent(this::handOn);
    return fired.map(
        each -> (each.fires().isEmpty() ? each.refused() : each.fires()).getFirst().dueAt());
  }

  private void handOn(Fired fired) {
    firing.publish(fired);
    if (fired.executions() > 0) {
      ExecutionRunner.Round round = executions.round(PATIENCE);
      round.begin();
      round.await();
    }
  }

  private Instant slot(Connection connection) {
    return schedules.now(connection).truncatedTo(ChronoUnit.MILLIS);
  }
}
