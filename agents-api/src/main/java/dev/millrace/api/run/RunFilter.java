package dev.millrace.api.run;

import dev.millrace.api.content.RequestReader;
import dev.millrace.content.RequestStatus;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Query;
import dev.millrace.run.RunKind;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of an organization's runs are listed. */
record RunFilter(
    String organizationId,
    @Nullable RequestStatus status,
    @Nullable RunKind kind,
    @Nullable String shop,
    @Nullable String correlationId,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore) {
  private static final Set<String> PARAMETERS =
      Set.of(
          "status",
          "kind",
          "shop",
          "organization_id",
          "correlation_id",
          "created_after",
          "created_before",
          "cursor",
          "limit");

  /** A part of the list that the filter makes. */
  record Part(RunFilter filter, @Nullable Cursor cursor, int limit) {}

  /** What the query string asks for. */
  static Part read(HttpRequest<?> request, Caller caller) {
    Query query = new Query(request).onlyKnows(PARAMETERS);
    RequestReader.requireOwn(caller, query.text("organization_id"));
    RunFilter filter =
        new RunFilter(
            caller.organizationId(),
            query.oneOf(
                "status",
                RequestStatus::of,
                Arrays.stream(RequestStatus.values()).map(RequestStatus::wireName).toList()),
            query.oneOf("kind", RunKind::of, RunKind.wireNames()),
            query.text("shop"),
            query.text("correlation_id"),
            query.instant("created_after"),
            query.instant("created_before"));
    int limit = query.limit();
    String cursor = query.text("cursor");
    query.throwIfInvalid();
    return new Part(filter, cursor == null ? null : Cursor.decode(cursor, filter.name()), limit);
  }

  /** Names the list to its cursors. */
  String name() {
    return toString();
  }
}
