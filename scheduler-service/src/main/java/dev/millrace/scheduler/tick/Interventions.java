package dev.millrace.scheduler.tick;

import dev.millrace.scheduler.execution.ExecutionRunner;
import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Planner;
import dev.millrace.scheduler.plan.Reason;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.NewDecision;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Transaction;
import jakarta.inject.Singleton;
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

  private final ScheduleStorage storage;
  private final Firing firing;
  private final ExecutionRunner executions;

  Interventions(ScheduleStorage storage, Firing firing, ExecutionRunner executions) {
    this.storage = storage;
    this.firing = firing;
    this.executions = executions;
  }

  /**
   * Records that what has come until now does not fire, and answers when a locked schedule goes on.
   */
  public Plan skip(Transaction unit, Schedule schedule, Instant now, Reason reason) {
    Runs runs = unit.ledger().runs(List.of(schedule)).getOrDefault(schedule.id(), Runs.NONE);
    Plan plan = Planner.skipUntil(schedule, now, reason, runs);
    List<NewDecision> decisions =
        plan.decisions().stream()
            .filter(Decision.Skip.class::isInstance)
            .map(decision -> NewDecision.of(schedule, (Decision.Skip) decision))
            .toList();
    unit.ledger().insert(null, "manual", decisions);
    return plan;
  }

  /**
   * Fires a schedule once, at once, whatever its times and policies are, and answers when the slot
   * is; empty when its organization has none of that id.
   */
  public Optional<Instant> run(String organizationId, UUID id) {
    Optional<Fired> fired =
        storage.write(
            unit ->
                unit.register()
                    .lock(organizationId, id)
                    .map(schedule -> firing.writeManual(unit, Fire.of(schedule, slot(unit)))));
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

  private static Instant slot(Transaction unit) {
    return unit.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
