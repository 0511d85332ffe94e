package dev.millrace.scheduler.shadow;

import dev.millrace.scheduler.storage.Comparison;
import dev.millrace.scheduler.storage.Comparison.Coverage;
import dev.millrace.scheduler.tick.ShadowConfig;
import io.micronaut.core.annotation.Introspected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the shadow path may become the live one.
 *
 * @param reasons what stands against it, a sentence for each condition that is not met; else why it
 *     is safe
 */
@Introspected
record Cutover(boolean safe, List<String> reasons) {
  static Cutover judge(Comparison comparison, ShadowConfig config) {
    List<String> against = new ArrayList<>();
    Coverage coverage = comparison.coverage();
    Duration both = together(comparison);
    if (both.compareTo(config.minTime()) < 0) {
      against.add(
          "Both paths have decided side by side for %d min; at least %d min are needed."
              .formatted(both.toMinutes(), config.minTime().toMinutes()));
    }
    if (coverage.both() < config.minSample()) {
      against.add(
          "Both paths have decided about %d slots; at least %d are needed (SCHEDULER_SHADOW_MIN_SAMPLE)."
              .formatted(coverage.both(), config.minSample()));
    }
    if (coverage.differences() > 0) {
      against.add(
          "Parity is %s %%, and must be 100 %%: %d slots were not decided alike, see differences."
              .formatted(parity(coverage), coverage.differences()));
    }
    long repeated = comparison.duplicates().ledger() + comparison.duplicates().contentRequests();
    if (repeated > 0) {
      against.add("%d execution keys were fired more than once; none may be.".formatted(repeated));
    }
    return against.isEmpty() ? safe(both, coverage) : new Cutover(false, against);
  }

  /** In percent, rounded down, so that 100 is all; of nothing, it is 0. */
  static double parity(Coverage coverage) {
    return coverage.compared() == 0
        ? 0
        : Math.floor(10_000.0 * coverage.agreed() / coverage.compared()) / 100;
  }

  private static Cutover safe(Duration both, Coverage coverage) {
    return new Cutover(
        true,
        List.of(
            "Both paths have decided alike about all %d slots in %d min, and nothing was fired twice."
                .formatted(coverage.both(), both.toMinutes())));
  }

  /** From when the second path began to when the first one ended. */
  private static Duration together(Comparison comparison) {
    Instant liveFirst = comparison.live().firstAt();
    Instant liveLast = comparison.live().lastAt();
    Instant shadowFirst = comparison.shadow().firstAt();
    Instant shadowLast = comparison.shadow().lastAt();
    if (liveFirst == null || liveLast == null || shadowFirst == null || shadowLast == null) {
      return Duration.ZERO;
    }
    Instant from = liveFirst.isAfter(shadowFirst) ? liveFirst : shadowFirst;
    Instant until = liveLast.isBefore(shadowLast) ? liveLast : shadowLast;
    return from.isBefore(until) ? Duration.between(from, until) : Duration.ZERO;
  }
}
