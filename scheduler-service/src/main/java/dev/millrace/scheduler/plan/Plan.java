package dev.millrace.scheduler.plan;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tick does with a schedule.
 *
 * @param decisions in the order of their slots, but for a deferred one, which comes first
 * @param nextDueAt the oldest slot that nothing is decided about; null when none is left
 * @param nextFireAt when to look again; null when never
 */
public record Plan(
    List<Decision> decisions, @Nullable Instant nextDueAt, @Nullable Instant nextFireAt) {
  /** Copies the decisions. */
  public Plan {
    decisions = List.copyOf(decisions);
  }

  /** How many slots fire. */
  public int fires() {
    return (int)
        decisions.stream()
            .filter(each -> each instanceof Decision.Fire || each instanceof Decision.FireDeferred)
            .count();
  }
}
