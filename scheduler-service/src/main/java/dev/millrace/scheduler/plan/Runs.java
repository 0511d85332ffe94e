package dev.millrace.scheduler.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a schedule's older slots.
 *
 * @param isRunning whether a fired one has not ended
 * @param deferred the one that waits; null when none does
 */
public record Runs(boolean isRunning, @Nullable Instant deferred) {
  /** Nothing runs, nothing waits. */
  public static final Runs NONE = new Runs(false, null);
}
