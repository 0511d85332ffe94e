package dev.millrace.api.content;

import dev.millrace.content.RequestStatus;
import dev.millrace.failure.FailureClass;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Query;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of an organization's requests are listed. */
record RequestFilter(
    String organizationId,
    @Nullable RequestStatus status,
    @Nullable String studentId,
    @Nullable String correlationId,
    @Nullable FailureClass errorClass,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore) {
  private static final Set<String> PARAMETERS =
      Set.of(
          "status",
          "student_id",
          "organization_id",
          "correlation_id",
          "error_class",
          "created_after",
          "created_before",
          "cursor",
          "limit");

  /** A part of the list that the filter makes. */
  record Part(RequestFilter filter, @Nullable Cursor cursor, int limit) {}

  /** What the query string asks for. */
  static Part read(HttpRequest<?> request, Caller caller) {
    Query query = new Query(request).onlyKnows(PARAMETERS);
    RequestReader.requireOwn(caller, query.text("organization_id"));
    RequestFilter filter =
        new RequestFilter(
            caller.organizationId(),
            query.oneOf("status", RequestStatus::of, names(RequestStatus.values())),
            query.text("student_id"),
            query.text("correlation_id"),
            query.oneOf(
                "error_class",
                FailureClass::of,
                Arrays.stream(FailureClass.values()).map(FailureClass::wireName).toList()),
            query.instant("created_after"),
            query.instant("created_before"));
    if (filter.errorClass != null
        && filter.status != null
        && filter.status != RequestStatus.FAILED) {
      query.refuse("error_class", "is asked of failed requests only; leave status out");
    }
    int limit = query.limit();
    String cursor = query.text("cursor");
    query.throwIfInvalid();
    return new Part(filter, cursor == null ? null : Cursor.decode(cursor, filter.name()), limit);
  }

  /** The statuses that are listed: the one that is asked for, or every one. */
  List<String> statuses() {
    return status == null ? names(RequestStatus.values()) : List.of(status.wireName());
  }

  /** Names the list to its cursors. */
  String name() {
    return toString();
  }

  private static List<String> names(RequestStatus... statuses) {
    return Arrays.stream(statuses).map(RequestStatus::wireName).toList();
  }
}
