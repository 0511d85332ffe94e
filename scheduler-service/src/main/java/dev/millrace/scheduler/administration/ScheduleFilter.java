package dev.millrace.scheduler.administration;

import dev.millrace.paging.Cursor;
import dev.millrace.paging.Query;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of an organization's schedules are listed.
 *
 * @param isOverdue only those that a tick should have taken by now, or only the others
 */
record ScheduleFilter(
    String organizationId,
    @Nullable ScheduleStatus status,
    @Nullable JobType jobType,
    @Nullable Boolean isOverdue) {
  private static final Set<String> PARAMETERS =
      Set.of("status", "job_type", "overdue", "cursor", "limit");

  /** A part of the list that the filter makes. */
  record Part(ScheduleFilter filter, @Nullable Cursor cursor, int limit) {}

  /** What the query string asks for. */
  static Part read(HttpRequest<?> request, String organizationId) {
    Query query = new Query(request).onlyKnows(PARAMETERS);
    ScheduleFilter filter =
        new ScheduleFilter(
            organizationId,
            query.oneOf("status", ScheduleStatus::of, ScheduleStatus.wireNames()),
            query.oneOf("job_type", JobType::of, JobType.wireNames()),
            query.oneOf("overdue", ScheduleFilter::truth, List.of("true", "false")));
    int limit = query.limit();
    String cursor = query.text("cursor");
    query.throwIfInvalid();
    return new Part(filter, cursor == null ? null : Cursor.decode(cursor, filter.name()), limit);
  }

  /** Names the list to its cursors. */
  String name() {
    return toString();
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
