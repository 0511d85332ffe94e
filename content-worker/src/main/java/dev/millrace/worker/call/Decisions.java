package dev.millrace.worker.call;

import dev.millrace.dispatch.DispatchConfig.OnUnknown;
import dev.millrace.providercall.LostCalls;
import dev.millrace.providercall.SubjectTable;
import dev.millrace.worker.call.CallRepository.Resumption;
import dev.millrace.worker.call.SubjectRepository.Held;
import dev.millrace.worker.call.SubjectRepository.Used;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Decides about a set of calls, one after the other, by what the transaction has read and locked.
 * Each takes its share before the next is looked at. Not safe for use by many threads.
 */
final class Decisions {
  private final Map<UUID, Held> held;
  private final Set<UUID> known;
  private final Map<UUID, Resumption> resumable;
  private final Map<LostCalls.Step, Integer> unknown;
  private final OnUnknown onUnknown;
  private final Purse purse;
  private final Map<String, Bucket> buckets;
  private final LocalDate day;
  private final List<NewCall> written = new ArrayList<>();
  private final Map<UUID, NewCall> resumed = new HashMap<>();

  Decisions(
      Map<UUID, Held> held,
      Set<UUID> known,
      Map<UUID, Resumption> resumable,
      Map<LostCalls.Step, Integer> unknown,
      OnUnknown onUnknown,
      Purse purse,
      Map<String, Bucket> buckets,
      LocalDate day) {
    this.held = held;
    this.known = known;
    this.resumable = resumable;
    this.unknown = unknown;
    this.onUnknown = onUnknown;
    this.purse = purse;
    this.buckets = buckets;
    this.day = day;
  }

  /** What becomes of a call. */
  Begun about(NewCall call) {
    Held row = held.get(call.subject());
    if (row == null || !row.isBy(call.token())) {
      return new Begun.LeaseLost();
    }
    boolean isCached = call.source() == NewCall.Source.CACHE;
    if (known.contains(call.id())) {
      return isCached ? new Begun.Noted() : new Begun.Dispatched(call.id(), row.left());
    }
    if (isCached) {
      written.add(call);
      return new Begun.Noted();
    }
    Resumption resumption = resumable.get(call.id());
    if (resumption != null) {
      resumed.put(resumption.call(), call);
      return new Begun.Resumed(resumption.call(), resumption.externalId(), row.left());
    }
    return refusal(call).orElseGet(() -> take(call, row.left()));
  }

  private Optional<Begun> refusal(NewCall call) {
    LostCalls.Step step = new LostCalls.Step(call.subject(), call.site().step());
    if (unknown.getOrDefault(step, 0) > onUnknown.mostUnknown()) {
      return Optional.of(new Begun.NotRepeated());
    }
    Optional<Begun.OverBudget> overBudget = purse.refusal(call);
    if (overBudget.isPresent()) {
      return Optional.of(overBudget.get());
    }
    Bucket bucket = buckets.get(call.model().provider());
    Duration wait = bucket == null ? Duration.ZERO : bucket.waitFor(call.estimate().tokens());
    return wait.isZero() ? Optional.empty() : Optional.of(new Begun.OverLimit(wait));
  }

  private Begun take(NewCall call, Duration leaseLeft) {
    purse.take(call);
    Bucket bucket = buckets.get(call.model().provider());
    if (bucket != null) {
      bucket.take(call.estimate().tokens());
    }
    written.add(call);
    return new Begun.Dispatched(call.id(), leaseLeft);
  }

  /** What is to be written down. */
  List<NewCall> written() {
    return written;
  }

  /** Calls that are in flight again, and who has made them so. */
  Map<UUID, NewCall> resumed() {
    return resumed;
  }

  /** What rows have used by that: so far, what is estimated. */
  Map<UUID, Used> used(SubjectTable table) {
    Map<UUID, Used> used = new HashMap<>();
    written.stream()
        .filter(call -> call.table() == table && call.source() != NewCall.Source.CACHE)
        .forEach(
            call ->
                used.merge(call.subject(), new Used(0, 0, 0, call.estimate().cost()), Used::plus));
    return used;
  }

  Purse purse() {
    return purse;
  }

  Map<String, Bucket> buckets() {
    return buckets;
  }

  LocalDate day() {
    return day;
  }
}
