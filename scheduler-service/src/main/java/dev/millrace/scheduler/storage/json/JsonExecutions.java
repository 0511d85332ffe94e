package dev.millrace.scheduler.storage.json;

import dev.millrace.lease.Lease;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.Executions;
import dev.millrace.scheduler.storage.Ledger;
import dev.millrace.scheduler.storage.NewExecution;
import dev.millrace.scheduler.storage.Outcome;
import dev.millrace.scheduler.storage.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Jobs that run in this service. */
record JsonExecutions(State state, Instant now) implements Executions {
  @Override
  public void insert(List<NewExecution> executions) {
    for (NewExecution each : executions) {
      if (!state.decisions.has(each.key())) {
        throw Refusal.missing("decision " + each.key());
      }
      if (state.executions.has(each.key())) {
        throw Refusal.duplicate("execution " + each.key());
      }
      state.executions.put(StoredExecution.of(each, now));
    }
  }

  @Override
  public List<Claimed> claim(String owner, Duration lease, int most) {
    return Stream.concat(
            state.waiting.until(now, most).stream(), state.leased.until(now, most).stream())
        .sorted(
            Comparator.comparing(StoredExecution::claimableSince)
                .thenComparing(StoredExecution::id))
        .limit(most)
        .map(each -> claim(each, owner, now.plus(lease)))
        .toList();
  }

  @Override
  public Set<UUID> renew(List<Lease> leases, Duration length) {
    Set<Lease> asked = Set.copyOf(leases);
    Set<UUID> renewed = new HashSet<>();
    for (StoredExecution each : state.leased.oldest(Integer.MAX_VALUE)) {
      if (each.lease() != null && asked.contains(each.heldLease())) {
        state.executions.put(each.renewed(now.plus(length)));
        renewed.add(each.id());
      }
    }
    return renewed;
  }

  @Override
  public List<Boolean> settle(List<Settlement> settlements) {
    return settlements.stream().map(this::settle).toList();
  }

  @Override
  public List<String> release(String organizationId, UUID schedule) {
    List<StoredExecution> running =
        state.runningOf.of(schedule.toString()).newest().stream()
            .filter(each -> each.organizationId().equals(organizationId))
            .toList();
    running.forEach(each -> state.executions.put(each.givenBack(now)));
    return running.stream().map(StoredExecution::executionKey).toList();
  }

  @Override
  public int expire(int most) {
    List<StoredExecution> overdue =
        state.running.until(now, Integer.MAX_VALUE).stream()
            .flatMap(run -> state.executions.find(run.key()).stream())
            .filter(each -> !each.hasEnded())
            .limit(most)
            .toList();
    for (StoredExecution each : overdue) {
      state.executions.put(each.failed(now, Ledger.EXPIRED));
      endRun(each, "expired", Ledger.EXPIRED);
    }
    return overdue.size();
  }

  private Claimed claim(StoredExecution found, String owner, Instant until) {
    Optional<String> fault = fault(found);
    if (fault.isPresent()) {
      StoredExecution failed = found.failed(now, fault.get());
      state.executions.put(failed);
      endRun(failed, isExpired(found) ? "expired" : "failed", fault.get());
      return failed.claimed(new Lease(found.id(), UUID.randomUUID()), found, fault.get());
    }
    StoredExecution taken = found.taken(owner, until, now);
    state.executions.put(taken);
    return taken.claimed(taken.heldLease(), found, null);
  }

  /** Why it must not be run any more. */
  private Optional<String> fault(StoredExecution found) {
    if (run(found).isEmpty()) {
      return Optional.of("Its run had ended already.");
    }
    if (isExpired(found)) {
      return Optional.of(Ledger.EXPIRED);
    }
    return found.attempts() < found.maxAttempts()
        ? Optional.empty()
        : Optional.of(
            "The service that ran its last attempt was lost; whether it was done is unknown.");
  }

  private boolean isExpired(StoredExecution execution) {
    return run(execution)
        .map(StoredDecision::runUntil)
        .filter(end -> !end.isAfter(now))
        .isPresent();
  }

  /** Whether its holder was still that, and so the outcome is written. */
  private boolean settle(Settlement settlement) {
    Optional<StoredExecution> held =
        state
            .executions
            .find(settlement.execution().key())
            .filter(each -> each.lease() != null)
            .filter(each -> each.heldLease().equals(settlement.execution().lease()));
    held.ifPresent(each -> settle(each, settlement.outcome()));
    return held.isPresent();
  }

  private void settle(StoredExecution held, Outcome outcome) {
    switch (outcome) {
      case Outcome.Finished() -> {
        state.executions.put(held.finished(now));
        endRun(held, "finished", null);
      }
      case Outcome.Again(String reason, Duration pause) ->
          state.executions.put(held.waiting(now.plus(pause), reason));
      case Outcome.Failed(String reason) -> {
        state.executions.put(held.failed(now, reason));
        endRun(held, "failed", reason);
      }
      case Outcome.Released() -> state.executions.put(held.givenBack(now));
    }
  }

  /** Its run in the ledger, while that goes on. */
  private Optional<StoredDecision> run(StoredExecution execution) {
    return state
        .decisions
        .find(execution.executionKey())
        .filter(decision -> decision.runUntil() != null);
  }

  private void endRun(StoredExecution execution, String how, @Nullable String error) {
    run(execution).ifPresent(decision -> state.decisions.put(decision.ended(how, now, error)));
  }
}
