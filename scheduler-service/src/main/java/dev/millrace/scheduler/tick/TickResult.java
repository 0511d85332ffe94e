package dev.millrace.scheduler.tick;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
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
@Schema(name = "Tick", description = "What a tick did.")
public record TickResult(
    @Schema(description = "Always the same.", example = TickResult.MESSAGE) String message,
    UUID tickId,
    @Schema(description = "Schedules that were looked at.") long jobsChecked,
    @Schema(description = "Those of them that this tick took.") long jobsDue,
    @Schema(description = "Slots that were fired.") long jobsExecuted,
    @Schema(description = "Those of them that were handed on.") long jobsSucceeded,
    @Schema(description = "Slots, or whole schedules, that could not be.") long jobsFailed,
    @Schema(description = "Schedules that another tick had claimed.") long jobsSkipped,
    long durationMs,
    Chores housekeeping,
    @Schema(description = "True for a tick of the shadow path, which fires nothing; else absent.")
        @Nullable Boolean shadow,
    @Schema(description = "What such a tick decided; else absent.") @Nullable Decided decisions) {
  static final String MESSAGE = "Scheduler tick completed";
}
