package dev.millrace.api.deadletter;

import dev.millrace.failure.FailureClass;
import dev.millrace.paging.Query;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which of an organization's dead letters are meant. */
record LetterFilter(
    String organizationId,
    @Nullable String fingerprint,
    @Nullable FailureClass errorClass,
    @Nullable LetterStatus status,
    @Nullable UUID requestId,
    @Nullable UUID runId,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore) {
  static final List<String> PARAMETERS =
      List.of(
          "fingerprint",
          "error_class",
          "status",
          "request_id",
          "run_id",
          "created_after",
          "created_before");

  /** The filter in a query string. */
  static LetterFilter read(Query query, String organizationId) {
    return new LetterFilter(
        organizationId,
        query.text("fingerprint"),
        query.oneOf("error_class", FailureClass::of, failureClasses()),
        query.oneOf("status", LetterStatus::of, LetterStatus.names()),
        query.uuid("request_id"),
        query.uuid("run_id"),
        query.instant("created_after"),
        query.instant("created_before"));
  }

  static List<String> failureClasses() {
    return Arrays.stream(FailureClass.values()).map(FailureClass::wireName).toList();
  }

  /** Names the list to its cursors. */
  String name() {
    return toString();
  }
}
