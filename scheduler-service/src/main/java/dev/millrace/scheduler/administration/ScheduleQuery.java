package dev.millrace.scheduler.administration;

import dev.millrace.paging.Cursor;
import dev.millrace.paging.Query;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.storage.ScheduleFilter;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The query string of a list of schedules. */
final class ScheduleQuery {
  private static final Set<String> PARAMETERS =
      Set.of("status", "job_type", "overdue", "cursor", "limit");

  private ScheduleQuery() {}

  /** What it asks for. */
  static ScheduleFilter.Part read(HttpRequest<?> request, String organizationId) {
    Query query = new Query(request).onlyKnows(PARAMETERS);
    ScheduleFilter filter =
        new ScheduleFilter(
            organizationId,
            query.oneOf("status", ScheduleStatus::of, ScheduleStatus.wireNames()),
            query.oneOf("job_type", JobType::of, JobType.wireNames()),
            query.oneOf("overdue", ScheduleQuery::truth, List.of("true", "false")));
    int limit = query.limit();
    String cursor = query.text("cursor");
    query.throwIfInvalid();
    return new ScheduleFilter.Part(
        filter, cursor == null ? null : Cursor.decode(cursor, filter.name()), limit);
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
