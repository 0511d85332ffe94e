package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.Intake;
import dev.millrace.content.NewContentRequest;
import dev.millrace.content.Places;
import dev.millrace.content.RequestStatus;
import java.math.BigDecimal;
import java.time.Instant;

/** A row as its insertion leaves it, without asking the database again. */
final class AcceptedRow {
  private static final int MAX_ATTEMPTS = 5;

  private AcceptedRow() {}

  /**
   * The row of an intake.
   *
   * @param isPublished whether a message for it is on its way
   * @param isPlaceless whether it waits until its organization has less in flight
   */
  static ContentRequest of(
      Intake intake, Instant createdAt, boolean isPublished, boolean isPlaceless) {
    NewContentRequest request = intake.request();
    Instant notBefore = request.notBefore();
    boolean waits = notBefore != null && notBefore.isAfter(createdAt);
    return new ContentRequest(
        intake.id(),
        intake.organizationId(),
        intake.correlationId(),
        request.studentId(),
        request.topic(),
        request.gradeLevel(),
        request.format(),
        request.interests(),
        request.metadata(),
        RequestStatus.PENDING,
        0,
        MAX_ATTEMPTS,
        0,
        null,
        isPlaceless ? Places.WAIT_REASON : waits ? "not_before" : null,
        notBefore,
        request.callbackUrl(),
        1,
        isPlaceless ? null : waits ? notBefore : createdAt,
        isPublished ? createdAt : null,
        null,
        null,
        null,
        null,
        null,
        0,
        0,
        0,
        BigDecimal.ZERO,
        1,
        intake.traceParent(),
        createdAt,
        createdAt,
        null,
        null,
        null,
        null);
  }
}
