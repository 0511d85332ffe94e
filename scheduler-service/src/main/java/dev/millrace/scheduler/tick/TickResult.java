package dev.millrace.scheduler.tick;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a tick did, as its caller is told.
 *
 * @param message always the same
 * @param jobsChecked schedules that were looked at
 * @param jobsDue those of them that this tick took
 * @param jobsExecuted slots that were fired
 * @param jobsSucceeded those of them that were handed on
 * @param jobsFailed slots, or whole schedules, that could not be
 * @param jobsSkipped schedules that another tick had claimed
 * @param housekeeping what it did besides
 * @param shadow true for a tick that fires nothing; else absent
 * @param decisions what such a tick decided; else absent
 */
@Introspected
public record TickResult(
    String message,
    UUID tickId,
    long jobsChecked,
    long jobsDue,
    long jobsExecuted,
    long jobsSucceeded,
    long jobsFailed,
    long jobsSkipped,
    long durationMs,
    Chores housekeeping,
    @Nullable Boolean shadow,
    @Nullable Decided decisions) {
  static final String MESSAGE = "Scheduler tick completed";
}
