package dev.millrace.scheduler.storage.json;

import dev.millrace.scheduler.storage.Comparison;
import dev.millrace.scheduler.storage.Comparison.Difference;
import dev.millrace.scheduler.storage.Comparison.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the two ledgers in memory, slot by slot, as Postgres does by one statement. */
record JsonComparison(State state, Instant now, Comparison.Scope scope, WorkerRows requests) {
  private enum Verdict {
    NOT_FOLLOWED,
    SET_ASIDE,
    AGREED,
    PENDING,
    ONLY_LIVE,
    ONLY_SHADOW,
    DIFFERENT
  }

  /** A slot with what both decided about it. */
  private record Slot(Verdict verdict, Difference decided) {
    boolean counts() {
      return verdict != Verdict.NOT_FOLLOWED && verdict != Verdict.SET_ASIDE;
    }

    boolean differs() {
      return verdict == Verdict.DIFFERENT
          || verdict == Verdict.ONLY_LIVE
          || verdict == Verdict.ONLY_SHADOW;
    }
  }

  Comparison compare() {
    List<StoredSchedule> own = state.schedulesOf.of(scope.organizationId()).newest();
    List<Slot> slots = own.stream().flatMap(this::slots).toList();
    List<StoredDecision> fired =
        own.stream()
            .flatMap(each -> live(each).stream())
            .filter(each -> each.run() != null && isInScope(each.dueAt()))
            .toList();
    return new Comparison(
        coverage(slots),
        path(slots, Difference::live),
        path(slots, Difference::shadow),
        new Comparison.Fires(fired.size(), ended(fired, "failed"), ended(fired, "expired")),
        new Comparison.Duplicates(
            fired.size() - fired.stream().map(StoredDecision::key).distinct().count(),
            requests.repeated(
                fired.stream()
                    .map(each -> new WorkerRows.Fired(scope.organizationId(), each.key()))
                    .toList())),
        slots.stream()
            .filter(Slot::differs)
            .map(Slot::decided)
            .sorted(Comparator.comparing(Difference::dueAt).thenComparing(Difference::scheduleId))
            .limit(scope.mostDifferences())
            .toList());
  }

  private Stream<Slot> slots(StoredSchedule schedule) {
    NavigableMap<Instant, StoredDecision> live = new TreeMap<>();
    NavigableMap<Instant, StoredShadow> shadow = new TreeMap<>();
    NavigableSet<Instant> slots = new TreeSet<>();
    for (StoredDecision each : live(schedule)) {
      live.put(each.dueAt(), each);
      add(slots, each.dueAt(), each.lastDueAt(), each.slots());
    }
    for (StoredShadow each : state.shadowsOf.of(schedule.id().toString()).newest()) {
      shadow.put(each.dueAt(), each);
      add(slots, each.dueAt(), each.lastDueAt(), each.slots());
    }
    Instant first =
        state.cursors.find(schedule.id().toString()).map(StoredCursor::firstDueAt).orElse(null);
    return slots.stream()
        .filter(this::isInScope)
        .map(
            slot ->
                judged(
                    new Difference(
                        schedule.id(),
                        schedule.definition().name(),
                        slot,
                        liveSide(live, slot),
                        shadowSide(shadow, slot)),
                    first));
  }

  private List<StoredDecision> live(StoredSchedule schedule) {
    return state.decisionsOf.of(schedule.id().toString()).newest().stream()
        .filter(each -> each.cause().equals("time"))
        .toList();
  }

  private static void add(NavigableSet<Instant> slots, Instant first, Instant last, long count) {
    slots.add(first);
    if (count > 1) {
      slots.add(last);
    }
  }

  private static @Nullable Side liveSide(
      NavigableMap<Instant, StoredDecision> decisions, Instant slot) {
    return Optional.ofNullable(decisions.floorEntry(slot))
        .map(Map.Entry::getValue)
        .filter(each -> !each.lastDueAt().isBefore(slot))
        .map(each -> new Side(each.decision(), each.reason(), each.decidedAt(), each.tickId()))
        .orElse(null);
  }

  private static @Nullable Side shadowSide(
      NavigableMap<Instant, StoredShadow> decisions, Instant slot) {
    return Optional.ofNullable(decisions.floorEntry(slot))
        .map(Map.Entry::getValue)
        .filter(each -> !each.lastDueAt().isBefore(slot))
        .map(StoredShadow::side)
        .orElse(null);
  }

  private Slot judged(Difference slot, @Nullable Instant first) {
    return new Slot(
        first == null || slot.dueAt().isBefore(first) ? Verdict.NOT_FOLLOWED : verdict(slot), slot);
  }

  private Verdict verdict(Difference slot) {
    Side live = slot.live();
    Side shadow = slot.shadow();
    if (Stream.of(live, shadow).anyMatch(side -> side != null && side.isSetAside())) {
      return Verdict.SET_ASIDE;
    }
    if (live != null && shadow != null && live.agreesWith(shadow)) {
      return Verdict.AGREED;
    }
    if (mayStillAgree(live, shadow)) {
      return Verdict.PENDING;
    }
    if (shadow == null) {
      return Verdict.ONLY_LIVE;
    }
    return live == null ? Verdict.ONLY_SHADOW : Verdict.DIFFERENT;
  }

  private boolean mayStillAgree(@Nullable Side live, @Nullable Side shadow) {
    Instant settled = now.minus(scope.settling());
    boolean isOpen =
        live == null
            || shadow == null
            || live.decision().equals(StoredDecision.DEFERRED)
            || shadow.decision().equals(StoredDecision.DEFERRED);
    return isOpen
        && Stream.of(live, shadow)
            .anyMatch(side -> side != null && side.decidedAt().isAfter(settled));
  }

  private boolean isInScope(Instant slot) {
    return !slot.isBefore(scope.since()) && slot.isBefore(scope.until());
  }

  private static Comparison.Coverage coverage(List<Slot> slots) {
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    slots.forEach(slot -> counts.merge(slot.verdict(), 1L, Long::sum));
    return new Comparison.Coverage(
        counts.getOrDefault(Verdict.AGREED, 0L),
        counts.getOrDefault(Verdict.DIFFERENT, 0L),
        counts.getOrDefault(Verdict.ONLY_LIVE, 0L),
        counts.getOrDefault(Verdict.ONLY_SHADOW, 0L),
        counts.getOrDefault(Verdict.PENDING, 0L),
        counts.getOrDefault(Verdict.SET_ASIDE, 0L),
        counts.getOrDefault(Verdict.NOT_FOLLOWED, 0L));
  }

  @FunctionalInterface
  private interface SideOf {
    @Nullable Side of(Difference slot);
  }

  private static Comparison.Path path(List<Slot> slots, SideOf which) {
    List<Instant> times = new ArrayList<>();
    List<Double> lateness = new ArrayList<>();
    for (Slot slot : slots) {
      Side side = which.of(slot.decided());
      if (side != null && slot.counts()) {
        times.add(side.decidedAt());
        if (side.decision().equals(StoredDecision.FIRED)) {
          Duration late = Duration.between(slot.decided().dueAt(), side.decidedAt());
          lateness.add(late.toNanos() / 1e6);
        }
      }
    }
    List<Double> sorted = lateness.stream().sorted().toList();
    return new Comparison.Path(
        times.stream().min(Comparator.naturalOrder()).orElse(null),
        times.stream().max(Comparator.naturalOrder()).orElse(null),
        percentile(sorted, 0.5),
        percentile(sorted, 0.99),
        percentile(sorted, 1));
  }

  /** With what lies between two values where it falls there, as {@code percentile_cont} does. */
  private static @Nullable Double percentile(List<Double> sorted, double share) {
    if (sorted.isEmpty()) {
      return null;
    }
    double place = share * (sorted.size() - 1);
    double below = sorted.get((int) Math.floor(place));
    double above = sorted.get((int) Math.ceil(place));
    return below + (above - below) * (place - Math.floor(place));
  }

  private static long ended(List<StoredDecision> fired, String how) {
    return fired.stream()
        .filter(each -> Objects.requireNonNull(each.run()).state().equals(how))
        .count();
  }
}
