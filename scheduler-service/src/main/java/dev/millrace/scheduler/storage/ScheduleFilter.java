package dev.millrace.scheduler.storage;

import dev.millrace.paging.Cursor;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which of an organization's schedules are listed.
 *
 * @param isOverdue only those that a tick should have taken by now, or only the others
 */
public record ScheduleFilter(
    String organizationId,
    @Nullable ScheduleStatus status,
    @Nullable JobType jobType,
    @Nullable Boolean isOverdue) {
  /** A part of the list that the filter makes. */
  public record Part(ScheduleFilter filter, @Nullable Cursor cursor, int limit) {}

  /** Names the list to its cursors. */
  public String name() {
    return toString();
  }
}
