package dev.millrace.scheduler.tick;

import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.scheduler.execution.ExecutionRepository;
import dev.millrace.scheduler.execution.NewExecution;
import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Policies;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes plans: decisions, what is to be published, what is to run, and the next due times, with a
 * statement for each table, in the caller's transaction; and publishes once that is committed.
 */
@Singleton
final class Firing {
  private final LedgerRepository ledger;
  private final DueRepository due;
  private final ContentRequestRepository requests;
  private final ExecutionRepository executions;
  private final RequestPublisher publisher;
  private final Commands commands;

  Firing(
      LedgerRepository ledger,
      DueRepository due,
      ContentRequestRepository requests,
      ExecutionRepository executions,
      RequestPublisher publisher,
      Commands commands) {
    this.ledger = ledger;
    this.due = due;
    this.requests = requests;
    this.executions = executions;
    this.publisher = publisher;
    this.commands = commands;
  }

  /** Writes what is planned and moves the schedules on. */
  Fired write(Connection connection, UUID tick, List<Planned> planned) {
    List<Entry> fresh = new ArrayList<>();
    List<Entry> deferred = new ArrayList<>();
    List<Fire> fires = new ArrayList<>();
    for (Planned each : planned) {
      for (Decision decision : each.plan().decisions()) {
        switch (decision) {
          case Decision.Fire fire -> {
            fires.add(Fire.of(each.schedule(), fire.dueAt()));
            fresh.add(Entry.of(fires.getLast()));
          }
          case Decision.FireDeferred fire -> {
            fires.add(Fire.of(each.schedule(), fire.dueAt()));
            deferred.add(Entry.of(fires.getLast()));
          }
          case Decision.Defer defer -> fresh.add(Entry.of(each.schedule(), defer));
          case Decision.Skip skip -> fresh.add(Entry.of(each.schedule(), skip));
        }
      }
    }
    Set<String> written = new HashSet<>(ledger.insert(connection, tick, "time", fresh));
    written.addAll(ledger.fireDeferred(connection, tick, deferred));
    Fired fired = deliver(connection, fires, written);
    due.advance(connection, planned);
    return fired;
  }

  /** Writes a fire that somebody asked for. */
  Fired writeManual(Connection connection, Fire fire) {
    Set<String> written = ledger.insert(connection, null, "manual", List.of(Entry.of(fire)));
    return deliver(connection, List.of(fire), written);
  }

  /** To be called after the commit. */
  void publish(Fired fired) {
    if (!fired.requests().isEmpty()) {
      publisher.publish(fired.requests());
    }
    commands.publish(fired.commands());
  }

  private Fired deliver(Connection connection, List<Fire> fires, Set<String> written) {
    List<Fire> own = fires.stream().filter(fire -> written.contains(fire.key())).toList();
    List<Fire> refused = fires.stream().filter(fire -> !written.contains(fire.key())).toList();
    List<Fire> sound = own.stream().filter(fire -> fire.fault() == null).toList();
    List<Fire> toRun = of(sound, JobType.Way.EXECUTION);
    executions.insert(connection, toRun.stream().map(Firing::execution).toList());
    return new Fired(
        own,
        refused,
        request(connection, of(sound, JobType.Way.REQUEST)),
        of(sound, JobType.Way.COMMAND).stream()
            .map(fire -> new CommandRepository.Due(fire.jobType().topic(), fire.command()))
            .toList(),
        toRun.size());
  }

  /** One of a key that is there already is not published again: its row sees to that. */
  private List<Publication> request(Connection connection, List<Fire> fires) {
    if (fires.isEmpty()) {
      return List.of();
    }
    List<Intake> intakes =
        fires.stream().map(fire -> Objects.requireNonNull(fire.intake())).toList();
    List<Accepted> accepted = requests.insert(connection, intakes);
    List<Publication> publications = new ArrayList<>(intakes.size());
    for (int index = 0; index < intakes.size(); index++) {
      Intake intake = intakes.get(index);
      if (accepted.get(index).isNew() && accepted.get(index).isDue()) {
        publications.add(publication(intake));
      }
    }
    return publications;
  }

  private static Publication publication(Intake intake) {
    @Nullable String trace = intake.traceParent();
    return new Publication(intake.id(), 1, intake.organizationId(), intake.request(), trace);
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
