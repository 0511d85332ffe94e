package dev.millrace.scheduler.tick;

import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.storage.NewDecision;
import dev.millrace.scheduler.storage.NewExecution;
import dev.millrace.scheduler.storage.Outbox;
import dev.millrace.scheduler.storage.Transaction;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Writes plans: decisions, what is to be published, what is to run, and the next due times, in the
 * caller's unit of work; and publishes once that is committed.
 */
@Singleton
final class Firing {
  private final RequestPublisher publisher;
  private final Commands commands;

  Firing(RequestPublisher publisher, Commands commands) {
    this.publisher = publisher;
    this.commands = commands;
  }

  /** Writes what is planned and moves the schedules on. */
  Fired write(Transaction unit, UUID tick, List<Planned> planned) {
    List<NewDecision> fresh = new ArrayList<>();
    List<NewDecision> deferred = new ArrayList<>();
    List<Fire> fires = new ArrayList<>();
    for (Planned each : planned) {
      for (Decision decision : each.plan().decisions()) {
        switch (decision) {
          case Decision.Fire fire -> {
            fires.add(Fire.of(each.schedule(), fire.dueAt()));
            fresh.add(fires.getLast().decision());
          }
          case Decision.FireDeferred fire -> {
            fires.add(Fire.of(each.schedule(), fire.dueAt()));
            deferred.add(fires.getLast().decision());
          }
          case Decision.Defer defer -> fresh.add(NewDecision.of(each.schedule(), defer));
          case Decision.Skip skip -> fresh.add(NewDecision.of(each.schedule(), skip));
        }
      }
    }
    // First what waited: its place is then free for a slot that has to wait now.
    Set<String> written = new HashSet<>(unit.ledger().fireDeferred(tick, deferred));
    written.addAll(unit.ledger().insert(tick, "time", fresh));
    Fired fired = deliver(unit, fires, written);
    unit.due().advance(planned);
    return fired;
  }

  /** Writes a fire that somebody asked for. */
  Fired writeManual(Transaction unit, Fire fire) {
    Set<String> written = unit.ledger().insert(null, "manual", List.of(fire.decision()));
    return deliver(unit, List.of(fire), written);
  }

  /** To be called after the commit. */
  void publish(Fired fired) {
    if (!fired.requests().isEmpty()) {
      publisher.publish(fired.requests());
    }
    commands.publish(fired.commands());
  }

  private Fired deliver(Transaction unit, List<Fire> fires, Set<String> written) {
    List<Fire> own = fires.stream().filter(fire -> written.contains(fire.key())).toList();
    List<Fire> refused = fires.stream().filter(fire -> !written.contains(fire.key())).toList();
    List<Fire> sound = own.stream().filter(fire -> fire.fault() == null).toList();
    List<Fire> toRun = of(sound, JobType.Way.EXECUTION);
    unit.executions().insert(toRun.stream().map(Firing::execution).toList());
    return new Fired(
        own,
        refused,
        unit.request(
            of(sound, JobType.Way.REQUEST).stream()
                .map(fire -> Objects.requireNonNull(fire.intake()))
                .toList()),
        of(sound, JobType.Way.COMMAND).stream()
            .map(fire -> new Outbox.Due(fire.jobType().topic(), fire.command()))
            .toList(),
        toRun.size());
  }

  private static NewExecution execution(Fire fire) {
    Policies policies = fire.schedule().policies();
    return new NewExecution(
        fire.key(),
        fire.schedule().id(),
        fire.schedule().organizationId(),
        fire.jobType().wireName(),
        fire.payload(),
        fire.dueAt(),
        policies.maxAttempts(),
        policies.backoff());
  }

  private static List<Fire> of(List<Fire> fires, JobType.Way way) {
    return fires.stream().filter(fire -> fire.jobType().way() == way).toList();
  }
}
