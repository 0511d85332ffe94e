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
import org.jspecify.annotations.Nullable;

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
            jobType(query),
            query.oneOf("overdue", ScheduleQuery::truth, List.of("true", "false")));
    int limit = query.limit();
    String cursor = query.text("cursor");
    query.throwIfInvalid();
    return new ScheduleFilter.Part(
        filter, cursor == null ? null : Cursor.decode(cursor, filter.name()), limit);
  }

  /** One that no version here knows any more may still have schedules. */
  private static @Nullable JobType jobType(Query query) {
    String name = query.text("job_type");
    JobType type = name == null ? null : JobType.of(name).orElse(null);
    if (name != null && type == null) {
      query.refuse("job_type", "must be the name of a job type, such as content-request");
    }
    return type;
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
